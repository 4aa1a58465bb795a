public import KubeCore

/// The API server's refusal of a child that was to be created, handed back to the planner so that it can be told
/// on the custom resource.
public struct ChildRefusal: Sendable, Hashable {
    /// Type of the child.
    public var resource: APIResource
    /// Address of the child.
    public var key: ObjectKey
    /// One word for programs, such as `NameConflict`, `Forbidden` or `Invalid`.
    public var reason: String
    /// The same in words, for people.
    public var message: String

    /// Makes a refusal.
    public init(resource: APIResource, key: ObjectKey, reason: String, message: String) {
        self.resource = resource
        self.key = key
        self.reason = reason
        self.message = message
    }

    /// How long to wait before the next attempt: nothing tells when a quota is raised or a foreign object is gone.
    static let retryDelay = Duration.seconds(30)
}

extension ChildRefusal {
    /// An object of somebody else has the child's name; it is left as it is.
    public static func nameConflict(_ resource: APIResource, _ key: ObjectKey) -> ChildRefusal {
        ChildRefusal(
            resource: resource,
            key: key,
            reason: "NameConflict",
            message: """
                a \(resource.kind) \(key) exists already and belongs to somebody else; \
                delete it, or give this object another name
                """
        )
    }

    /// The API server refused the child, for instance over a quota or an admission policy.
    public static func refused(
        _ resource: APIResource,
        _ key: ObjectKey,
        by status: KubeStatus
    ) -> ChildRefusal {
        ChildRefusal(
            resource: resource,
            key: key,
            reason: status.reason.isEmpty ? "Refused" : status.reason,
            message: "the API server refused the \(resource.kind) \(key): \(status.message.excerpt(500))"
        )
    }

    /// Reason and message in one line.
    var summary: String { "\(reason): \(message)" }
}
