public import KubeCRD
public import KubeCore

/// What the gateway knows of an ``InferenceService``: the part of its status that the gateway writes, under the field
/// manager `darkroom-gateway`. The operator reads it and leaves it alone.
public struct InferenceGatewayStatus: Hashable, FieldCoded {
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

    public static let fields = Fields(
        "What the gateway reports about the service. Only the gateway writes it.",
        from: InferenceGatewayStatus()
    ) {
        Field("coldStart", \.coldStart).lenient
        Field.conditions(\.conditions)
    }
}
