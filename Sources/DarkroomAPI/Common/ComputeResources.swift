public import KubeCRD

/// Resources of a container: what the scheduler sets aside, and what the node lets it have at most.
///
/// Accelerators are not asked for here but by ``AcceleratorRequest``, which also finds the nodes that have them.
public struct ComputeResources: Hashable, FieldCoded {
    /// Amounts set aside, by resource name.
    public var requests: [String: Quantity]
    /// Greatest amounts, by resource name.
    public var limits: [String: Quantity]

    /// Makes resources.
    public init(requests: [String: Quantity] = [:], limits: [String: Quantity] = [:]) {
        self.requests = requests
        self.limits = limits
    }

    public static let fields = Fields("CPU, memory and other resources of the container.", from: ComputeResources()) {
        Field("requests", \.requests, amounts, "Amounts reserved on a node, such as `cpu: 500m`.")
        Field("limits", \.limits, amounts, "Largest amounts that the container may use, such as `memory: 4Gi`.")
    }

    private static let qualifiedName =
        "^([-a-z0-9.]+/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$"

    private static let amounts = ValueSchema<[String: Quantity]>.map(
        of: .own,
        maxProperties: 16,
        rules: [
            ValidationRule(
                "self.all(name, name.matches('\(qualifiedName)'))",
                message: "resource names look like `cpu`, `memory` or `example.com/resource`"
            )
        ]
    )
}
