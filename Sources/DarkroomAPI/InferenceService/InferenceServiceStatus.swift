public import KubeCore

/// What the operator knows of an ``InferenceService``: its part of the status, under the field manager
/// `darkroom-operator`. The gateway's is ``InferenceGatewayStatus``.
public struct InferenceServiceStatus: Hashable, Sendable, Encodable {
    /// Generation of the spec this was concluded from.
    public var observedGeneration: Int64?
    /// State in one word.
    public var phase: InferenceServicePhase?
    /// What a person needs to know now.
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

    private enum CodingKeys: String, CodingKey {
        case observedGeneration, phase, message, url, replicas, model, conditions
    }
}

extension InferenceServiceStatus: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        observedGeneration = try container.decodeIfPresent(Int64.self, forKey: .observedGeneration)
        phase = try container.decodeIfPresent(InferenceServicePhase.self, forKey: .phase)
        message = try container.decodeIfPresent(String.self, forKey: .message)
        url = try container.decodeIfPresent(String.self, forKey: .url)
        replicas = try container.decodeIfPresent(InferenceReplicas.self, forKey: .replicas)
        model = try container.decodeIfPresent(InferenceModelStatus.self, forKey: .model)
        conditions = try container.value(.conditions, default: [])
    }
}

extension InferenceServiceStatus: Schematic {
    public static let schema = Schema.object(
        "What is known of the service. Only the operator writes it.",
        [
            .observedGeneration,
            .optional("phase", .choice(of: InferenceServicePhase.self), "State of the service in one word."),
            .message,
            .optional(
                "url",
                .string(length: 0...2048),
                "Address of the service: the gateway's where it leads to it, otherwise the one within the cluster."
            ),
            .optional("replicas", InferenceReplicas.schema),
            .optional("model", InferenceModelStatus.schema),
            .conditions,
        ]
    )
}
