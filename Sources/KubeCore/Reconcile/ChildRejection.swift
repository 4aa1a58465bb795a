/// A child could not be written because the API server rejected it or another object has its name. The planner
/// receives it, so that the status of the custom resource can explain it.
public struct ChildRejection: Sendable, Hashable {
    /// Type of the child.
    public var resource: APIResource
    /// Address of the child.
    public var key: ObjectKey
    /// Machine-readable reason, such as `NameConflict`, `Forbidden` or `Invalid`.
    public var reason: String
    /// Explanation for people.
    public var message: String

    /// Makes a rejection.
    public init(resource: APIResource, key: ObjectKey, reason: String, message: String) {
        self.resource = resource
        self.key = key
        self.reason = reason
        self.message = message
    }

    /// Delay before the next attempt: no event reports that a quota was raised or another owner's object was deleted.
    public static let retryDelay = Duration.seconds(30)
}

extension ChildRejection {
    /// An object that this owner does not control has the child's name; it is not changed.
    public static func nameConflict(_ resource: APIResource, _ key: ObjectKey) -> ChildRejection {
        ChildRejection(
            resource: resource,
            key: key,
            reason: "NameConflict",
            message: """
                a \(resource.kind) \(key) already exists and is not controlled by this object; \
                delete it, or give this object another name
                """
        )
    }

    /// The API server rejected the child, for instance because of a quota or an admission policy.
    public static func rejected(
        _ resource: APIResource,
        _ key: ObjectKey,
        by status: KubeStatus
    ) -> ChildRejection {
        ChildRejection(
            resource: resource,
            key: key,
            reason: status.reason.isEmpty ? "Refused" : status.reason,
            message: "the API server rejected the \(resource.kind) \(key): \(status.message.excerpt(500))"
        )
    }

    /// The API server does not have the child's resource type.
    public static func notServed(_ resource: APIResource, _ key: ObjectKey) -> ChildRejection {
        ChildRejection(
            resource: resource,
            key: key,
            reason: "ResourceNotServed",
            message: "this cluster does not serve \(resource) (\(resource.apiVersion)); install what provides it"
        )
    }

    /// Reason and message in one line.
    public var summary: String { "\(reason): \(message)" }
}
