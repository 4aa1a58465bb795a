import KubeCore

/// Bounds on the number of an ``InferenceService``'s containers.
public struct InferenceScaling: Hashable, Sendable, Encodable {
    /// Fewest containers; 0 lets an idle service go.
    public var minReplicas: Int
    /// Most containers.
    public var maxReplicas: Int

    /// Makes bounds.
    public init(minReplicas: Int = 0, maxReplicas: Int = 1) {
        self.minReplicas = minReplicas
        self.maxReplicas = maxReplicas
    }

    private enum CodingKeys: String, CodingKey { case minReplicas, maxReplicas }
}

extension InferenceScaling: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        minReplicas = try container.value(.minReplicas, default: 0)
        maxReplicas = try container.value(.maxReplicas, default: 1)
    }
}

extension InferenceScaling: Schematic {
    public static let schema = Schema.object(
        "Bounds on the number of containers.",
        [
            .optional(
                "minReplicas",
                .integer(0...1000),
                default: 0,
                "Fewest containers. At 0 an idle service has none and holds no accelerator."
            ),
            .optional(
                "maxReplicas",
                .integer(1...1000),
                default: 1,
                "Most containers; at least `minReplicas`."
            ),
        ],
        rules: [
            ValidationRule(
                // Defaults are in place when an object is checked, but not when the definition is.
                "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
                message: "maxReplicas must be at least minReplicas",
                fieldPath: ".maxReplicas"
            )
        ]
    )
}
