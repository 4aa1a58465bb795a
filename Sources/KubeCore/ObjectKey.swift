/// Addresses one object of a resource type: `namespace/name`.
public struct ObjectKey: Hashable, Sendable {
    /// Namespace; nil for cluster-scoped objects.
    public let namespace: String?
    /// Object name.
    public let name: String

    /// Addresses an object.
    public init(namespace: String?, name: String) {
        self.namespace = namespace
        self.name = name
    }
}

extension ObjectKey: CustomStringConvertible {
    /// `namespace/name`, as in logs and events.
    public var description: String { namespace.map { "\($0)/\(name)" } ?? name }
}

extension ObjectKey: Comparable {
    /// Orders by namespace, then by name.
    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.namespace ?? "", left.name) < (right.namespace ?? "", right.name)
    }
}
