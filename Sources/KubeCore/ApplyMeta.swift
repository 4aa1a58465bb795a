/// `metadata` of an object to write: only the members that the writer intends to own; nil is omitted.
public struct ApplyMeta: Hashable, Sendable, Encodable {
    /// Object name.
    public var name: String?
    /// Namespace.
    public var namespace: String?
    /// Precondition: the server rejects the write when a different object has the name.
    public var uid: String?
    /// Labels.
    public var labels: [String: String]?
    /// Annotations.
    public var annotations: [String: String]?
    /// Owners.
    public var ownerReferences: [OwnerReference]?
    /// Optimistic lock: the server rejects the write when the object has changed.
    public var resourceVersion: String?

    /// Makes metadata for a write.
    public init(
        name: String? = nil,
        namespace: String? = nil,
        uid: String? = nil,
        labels: [String: String]? = nil,
        annotations: [String: String]? = nil,
        ownerReferences: [OwnerReference]? = nil,
        resourceVersion: String? = nil
    ) {
        self.name = name
        self.namespace = namespace
        self.uid = uid
        self.labels = labels
        self.annotations = annotations
        self.ownerReferences = ownerReferences
        self.resourceVersion = resourceVersion
    }
}
