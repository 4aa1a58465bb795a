/// The part of `metadata` that reconcilers read.
///
/// Decoding is lenient: a missing or null member becomes its empty value, so that a malformed object of another
/// program still decodes.
public struct ObjectMeta: Hashable, Sendable, Decodable {
    /// Object name.
    public var name: String
    /// Namespace; nil for cluster-scoped objects.
    public var namespace: String?
    /// Identity for the object's lifetime; a recreated object of the same name has a different one.
    public var uid: String
    /// Opaque version of this state of the object.
    public var resourceVersion: String
    /// Number of the spec's revision; status writes leave it alone where the status subresource is enabled.
    public var generation: Int64
    /// When the server created the object.
    public var creationTimestamp: Timestamp?
    /// Set while the object waits for its finalizers or its dependents to be removed. For a pod, this is when its grace
    /// period ends.
    public var deletionTimestamp: Timestamp?
    /// Seconds between the request of the deletion and ``deletionTimestamp``.
    public var deletionGracePeriodSeconds: Int?
    /// Labels.
    public var labels: [String: String]
    /// Annotations.
    public var annotations: [String: String]
    /// Owners, including the controller.
    public var ownerReferences: [OwnerReference]

    /// Makes metadata, mostly for tests and for rendering without a cluster.
    public init(
        name: String,
        namespace: String? = nil,
        uid: String = "",
        resourceVersion: String = "",
        generation: Int64 = 0,
        creationTimestamp: Timestamp? = nil,
        deletionTimestamp: Timestamp? = nil,
        deletionGracePeriodSeconds: Int? = nil,
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        ownerReferences: [OwnerReference] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.generation = generation
        self.creationTimestamp = creationTimestamp
        self.deletionTimestamp = deletionTimestamp
        self.deletionGracePeriodSeconds = deletionGracePeriodSeconds
        self.labels = labels
        self.annotations = annotations
        self.ownerReferences = ownerReferences
    }

    private enum CodingKeys: String, CodingKey {
        case name, namespace, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp
        case deletionGracePeriodSeconds, labels, annotations, ownerReferences
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decodeIfPresent(String.self, forKey: .name) ?? ""
        namespace = try container.decodeIfPresent(String.self, forKey: .namespace)
        uid = try container.decodeIfPresent(String.self, forKey: .uid) ?? ""
        resourceVersion = try container.decodeIfPresent(String.self, forKey: .resourceVersion) ?? ""
        generation = try container.decodeIfPresent(Int64.self, forKey: .generation) ?? 0
        creationTimestamp = try container.decodeIfPresent(Timestamp.self, forKey: .creationTimestamp)
        deletionTimestamp = try container.decodeIfPresent(Timestamp.self, forKey: .deletionTimestamp)
        deletionGracePeriodSeconds = try container.decodeIfPresent(Int.self, forKey: .deletionGracePeriodSeconds)
        labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
        annotations = try container.decodeIfPresent([String: String].self, forKey: .annotations) ?? [:]
        ownerReferences =
            try container.decodeIfPresent([OwnerReference].self, forKey: .ownerReferences) ?? []
    }
}

extension ObjectMeta {
    /// The owner that manages this object, if any.
    public var controller: OwnerReference? { ownerReferences.first { $0.controller == true } }

    /// Address of the object.
    public var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }

    /// Whether the server has begun to delete the object.
    public var isBeingDeleted: Bool { deletionTimestamp != nil }

    /// When the deletion was requested, as far as the server says.
    public var deletionRequestTime: Timestamp? {
        guard let deletionTimestamp, let deletionGracePeriodSeconds else { return nil }
        return deletionTimestamp.adding(seconds: -max(0, deletionGracePeriodSeconds))
    }
}
