/// One entry of the API server's audit log.
public struct AuditEvent: Decodable, Sendable {
    /// Verb of the request: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, ...
    public var verb: String
    /// The user of the request.
    public var user: User
    /// Object of the request; nil for requests without one.
    public var objectRef: Reference?
    /// `ResponseComplete`, or an earlier stage of a running request.
    public var stage: String

    /// Result of the request; nil while it runs.
    public var responseStatus: Status?

    /// Result of a request.
    public struct Status: Decodable, Sendable {
        /// HTTP status code.
        public var code: Int?
    }

    /// The user of a request.
    public struct User: Decodable, Sendable {
        /// Name of the account.
        public var username: String
    }

    /// Object of a request.
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

    /// Whether the request changes something.
    public var isWrite: Bool { Self.writingVerbs.contains(verb) && stage == "ResponseComplete" }

    /// Whether an operator under test sent it.
    public var isByOperator: Bool {
        TestEnvironment.operatorNamespace.map { user.username.hasPrefix("system:serviceaccount:\($0):") }
            ?? false
    }

    /// Plural name of the resource.
    public var resource: String { objectRef?.resource ?? "" }

    /// Namespace of the object.
    public var namespace: String { objectRef?.namespace ?? "" }

    /// Verb and resource, such as `create jobs` or `patch jobs/status`.
    public var action: String {
        [verb, [objectRef?.resource, objectRef?.subresource].compactMap(\.self).joined(separator: "/")]
            .joined(separator: " ")
    }
}

extension AuditEvent: CustomStringConvertible {
    public var description: String { "\(user.username): \(action) \(namespace)/\(objectRef?.name ?? "")" }
}

extension Sequence<AuditEvent> {
    /// Number of requests for each action, such as `["create jobs": 1]`.
    public var countsByAction: [String: Int] { reduce(into: [:]) { $0[$1.action, default: 0] += 1 } }
}
