public import DarkroomAPI

/// Where the accelerators of one class are, and what Kubernetes calls them.
public struct AcceleratorClass: Hashable, Sendable {
    /// Extended resource that is asked for, such as `nvidia.com/gpu`.
    public var resourceName: String
    /// Labels a node must have.
    public var nodeSelector: [String: String]
    /// Further requirements on the node's labels, for a class with several label values.
    public var nodeRequirements: [NodeRequirement]
    /// Taints of such nodes.
    public var tolerations: [Toleration]

    /// Resource name of the NVIDIA device plugin, which is also the key of the customary taint.
    public static let nvidiaResource = "nvidia.com/gpu"

    /// The taint that keeps other pods off GPU nodes, by custom and on GKE by default.
    public static let nvidiaToleration = Toleration(
        key: nvidiaResource,
        operator: "Exists",
        effect: "NoSchedule"
    )

    /// Describes a class.
    public init(
        resourceName: String = nvidiaResource,
        nodeSelector: [String: String] = [:],
        nodeRequirements: [NodeRequirement] = [],
        tolerations: [Toleration] = [nvidiaToleration]
    ) {
        self.resourceName = resourceName
        self.nodeSelector = nodeSelector
        self.nodeRequirements = nodeRequirements
        self.tolerations = tolerations
    }
}

extension AcceleratorClass: Codable {
    private enum CodingKeys: String, CodingKey {
        case resourceName, nodeSelector, nodeRequirements, tolerations
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        resourceName = try container.decodeIfPresent(String.self, forKey: .resourceName) ?? resourceName
        nodeSelector = try container.decodeIfPresent([String: String].self, forKey: .nodeSelector) ?? [:]
        nodeRequirements =
            try container.decodeIfPresent([NodeRequirement].self, forKey: .nodeRequirements) ?? []
        tolerations = try container.decodeIfPresent([Toleration].self, forKey: .tolerations) ?? tolerations
    }
}
