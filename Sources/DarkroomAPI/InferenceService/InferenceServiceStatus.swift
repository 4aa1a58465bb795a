public import KubeCore

/// What is known of an ``InferenceService``.
public struct InferenceServiceStatus: Hashable, Sendable, Encodable {
    /// Generation of the spec this was concluded from.
    public var observedGeneration: Int64?
    /// State in one word.
    public var phase: InferenceServicePhase?
    /// What a person needs to know now.
    public var message: String?
    /// Address within the cluster.
    public var url: String?
    /// Numbers of containers.
    public var replicas: InferenceReplicas?
    /// Aspects of the state.
    public var conditions: [Condition]

    /// Makes a status.
    public init(
        observedGeneration: Int64? = nil,
        phase: InferenceServicePhase? = nil,
        message: String? = nil,
        url: String? = nil,
        replicas: InferenceReplicas? = nil,
        conditions: [Condition] = []
    ) {
        self.observedGeneration = observedGeneration
        self.phase = phase
        self.message = message
        self.url = url
        self.replicas = replicas
        self.conditions = conditions
    }

    private enum CodingKeys: String, CodingKey {
        case observedGeneration, phase, message, url, replicas, conditions
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
            .optional("url", .string(length: 0...2048), "Address within the cluster."),
            .optional("replicas", InferenceReplicas.schema),
            .conditions,
        ]
    )
}
