public import KubeCRD
public import KubeCore

/// What the operator knows of an ``InferenceService``: its part of the status, under the field manager
/// `darkroom-operator`. The gateway's is ``InferenceGatewayStatus``.
public struct InferenceServiceStatus: Hashable, FieldCoded {
    /// Generation of the spec that this is about.
    public var observedGeneration: Int64?
    /// State in one word.
    public var phase: InferenceServicePhase?
    /// What the user needs to know now.
    public var message: String?
    /// Address of the service: the gateway's where it leads to it, otherwise the one within the cluster.
    public var url: String?
    /// Numbers of containers.
    public var replicas: InferenceReplicas?
    /// Which version of its model it has; nil for a service without.
    public var model: InferenceModelStatus?
    /// Aspects of the state: `Accepted`, `Ready`, and `ModelReady` where there is a model.
    public var conditions: [Condition]

    /// Makes a status.
    public init(
        observedGeneration: Int64? = nil,
        phase: InferenceServicePhase? = nil,
        message: String? = nil,
        url: String? = nil,
        replicas: InferenceReplicas? = nil,
        model: InferenceModelStatus? = nil,
        conditions: [Condition] = []
    ) {
        self.observedGeneration = observedGeneration
        self.phase = phase
        self.message = message
        self.url = url
        self.replicas = replicas
        self.model = model
        self.conditions = conditions
    }

    public static let fields = Fields(
        "State of the service. Only the operator writes it.",
        from: InferenceServiceStatus()
    ) {
        Field.observedGeneration(\.observedGeneration)
        Field("phase", \.phase, "State of the service in one word.")
        Field.message(\.message)
        Field(
            "url",
            \.url,
            .string(length: 0...2048),
            "Address of the service: the gateway's where it leads to it, otherwise the one within the cluster."
        )
        Field("replicas", \.replicas)
        Field("model", \.model)
        Field.conditions(\.conditions)
    }
}
