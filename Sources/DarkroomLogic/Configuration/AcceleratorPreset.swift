import DarkroomAPI

/// Accelerator classes for the customary ways of labelling nodes; each has `a100` and `t4`.
public enum AcceleratorPreset: String, Hashable, Sendable, Codable, CaseIterable {
    /// Labels of NVIDIA's GPU Feature Discovery.
    /// Source: https://github.com/NVIDIA/k8s-device-plugin/tree/main/docs/gpu-feature-discovery
    case nvidia
    /// Labels of Google Kubernetes Engine.
    /// Source: https://cloud.google.com/kubernetes-engine/docs/how-to/gpus
    case gke
    /// One label, `accelerator`, which administrators set.
    case plain
    /// No classes: the configuration lists all of them.
    case none

    /// Reads a preset's name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let preset = Self(rawValue: name) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "unknown preset \(name.quoted); known presets are \(known)"
            )
        }
        self = preset
    }

    /// The preset's classes by name.
    public var classes: [String: AcceleratorClass] {
        switch self {
        case .nvidia:
            [
                "a100": .labelled("nvidia.com/gpu.product", Self.a100Products),
                "t4": .labelled("nvidia.com/gpu.product", ["Tesla-T4", "NVIDIA-T4", "Tesla-T4-SHARED"]),
            ]
        case .gke:
            [
                "a100": .labelled(
                    "cloud.google.com/gke-accelerator",
                    ["nvidia-tesla-a100", "nvidia-a100-80gb"]
                ),
                "t4": .labelled("cloud.google.com/gke-accelerator", ["nvidia-tesla-t4"]),
            ]
        case .plain:
            [
                "a100": .labelled("accelerator", ["nvidia-a100"]),
                "t4": .labelled("accelerator", ["nvidia-t4"]),
            ]
        case .none: [:]
        }
    }

    // Drivers before 450 left the vendor out of the product's name.
    private static let a100Products = [
        "NVIDIA-A100-SXM4-40GB", "NVIDIA-A100-SXM4-80GB", "NVIDIA-A100-PCIE-40GB", "NVIDIA-A100-80GB-PCIe",
        "A100-SXM4-40GB", "A100-SXM4-80GB", "A100-PCIE-40GB", "A100-PCIE-80GB",
    ]
}

extension AcceleratorClass {
    /// A class whose nodes carry one of `values` under the label `key`. One value makes a plain node selector,
    /// which is what people look for first; several need an affinity.
    static func labelled(_ key: String, _ values: [String]) -> AcceleratorClass {
        if values.count == 1, let value = values.first { return AcceleratorClass(nodeSelector: [key: value]) }
        return AcceleratorClass(nodeRequirements: [NodeRequirement(key: key, operator: "In", values: values)])
    }
}
