/// Names a service that requests are for: `namespace/name`.
public struct ServiceID: Hashable, Sendable {
    /// Namespace of the service.
    public let namespace: String
    /// Name of the service within its namespace.
    public let name: String

    /// Names a service.
    public init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }
}

extension ServiceID: CustomStringConvertible {
    /// `namespace/name`, as logs write it.
    public var description: String { "\(namespace)/\(name)" }
}

extension ServiceID: Comparable {
    /// Orders by namespace, then by name.
    public static func < (left: ServiceID, right: ServiceID) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}
