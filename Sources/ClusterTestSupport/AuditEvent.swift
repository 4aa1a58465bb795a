/// One finished request, as the API server's audit log has it.
public struct AuditEvent: Decodable, Sendable {
    /// What was asked: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, ...
    public var verb: String
    /// Who asked.
    public var user: User
    /// What it was about; nil for requests that are about no resource.
    public var objectRef: Reference?
    /// `ResponseComplete`, or an earlier stage of a request that goes on.
    public var stage: String

    /// How it ended; nil while it goes on.
    public var responseStatus: Status?

    /// How a request ended.
    public struct Status: Decodable, Sendable {
        /// Status code of HTTP.
        public var code: Int?
    }

    /// Who asked.
    public struct User: Decodable, Sendable {
        /// Name of the account.
        public var username: String
    }

    /// What a request is about.
    public struct Reference: Decodable, Sendable {
        /// Plural name of the resource.
        public var resource: String?
        /// Namespace.
        public var namespace: String?
        /// Object name; creations do not always have it.
        public var name: String?
        /// Subresource, such as `status`.
        public var subresource: String?
    }
}

extension AuditEvent {
    private static let writingVerbs: Set<String> = [
        "create", "update", "patch", "delete", "deletecollection",
    ]

    /// Whether the request was to change something.
    public var isWrite: Bool { Self.writingVerbs.contains(verb) && stage == "ResponseComplete" }

    /// Whether an operator under test asked.
    public var isByOperator: Bool {
        TestEnvironment.operatorNamespace.map { user.username.hasPrefix("system:serviceaccount:\($0):") }
            ?? false
    }

    /// Plural name of the resource.
    public var resource: String { objectRef?.resource ?? "" }

    /// Namespace of the object.
    public var namespace: String { objectRef?.namespace ?? "" }

    /// What was done to what, such as `create jobs` or `patch jobs/status`.
    public var action: String {
        [verb, [objectRef?.resource, objectRef?.subresource].compactMap(\.self).joined(separator: "/")]
            .joined(separator: " ")
    }
}

extension AuditEvent: CustomStringConvertible {
    public var description: String { "\(user.username): \(action) \(namespace)/\(objectRef?.name ?? "")" }
}

extension Sequence<AuditEvent> {
    /// How often each thing was done, such as `["create jobs": 1]`.
    public var countsByAction: [String: Int] { reduce(into: [:]) { $0[$1.action, default: 0] += 1 } }
}
