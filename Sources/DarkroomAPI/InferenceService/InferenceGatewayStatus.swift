public import KubeCore

/// What the gateway knows of an ``InferenceService``: the part of its status that the gateway writes, under the field
/// manager `darkroom-gateway`. The operator reads it and leaves it alone.
public struct InferenceGatewayStatus: Hashable, Sendable, Encodable {
    /// How long waking took.
    public var coldStart: InferenceColdStart?
    /// The conditions of ``conditionTypes``.
    public var conditions: [Condition]

    /// Conditions that are the gateway's. `conditions` is a list by `type`, so that the operator's server-side apply
    /// leaves them alone; where a server takes the list for one field (Kubernetes 1.20), the gateway adds them again.
    public static let conditionTypes: Set<String> = [ConditionType.routesAccepted, ConditionType.queueReadable]

    /// Describes a service.
    public init(coldStart: InferenceColdStart? = nil, conditions: [Condition] = []) {
        self.coldStart = coldStart
        self.conditions = conditions
    }

    private enum CodingKeys: String, CodingKey { case coldStart, conditions }
}

extension InferenceGatewayStatus: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        coldStart = container.lenientValue(.coldStart)
        conditions = try container.value(.conditions, default: [])
    }
}

extension InferenceGatewayStatus: Schematic {
    public static let schema = Schema.object(
        "What the gateway knows of the service. Only the gateway writes it.",
        [
            .optional("coldStart", InferenceColdStart.schema),
            .conditions,
        ]
    )
}
