import KubeCore

/// How many containers an ``InferenceService`` has for how many requests.
public struct InferenceScaling: Hashable, Sendable, Encodable {
    /// Fewest containers; 0 lets an idle service go.
    public var minReplicas: Int
    /// Most containers.
    public var maxReplicas: Int
    /// Requests in progress that one container is to have on average.
    public var concurrency: Int
    /// Requests in progress that one container may have at most; 0 is no bound.
    public var containerConcurrency: Int
    /// Seconds without any request after which the last container goes.
    public var idleSeconds: Int
    /// Seconds that a request waits for a container at most.
    public var coldStartTimeoutSeconds: Int
    /// Bounds on the requests that wait for a container.
    public var queueLimit: InferenceQueueLimit

    /// Describes scaling.
    public init(
        minReplicas: Int = 0,
        maxReplicas: Int = 1,
        concurrency: Int = 1,
        containerConcurrency: Int = 0,
        idleSeconds: Int = 300,
        coldStartTimeoutSeconds: Int = 300,
        queueLimit: InferenceQueueLimit = InferenceQueueLimit()
    ) {
        self.minReplicas = minReplicas
        self.maxReplicas = maxReplicas
        self.concurrency = concurrency
        self.containerConcurrency = containerConcurrency
        self.idleSeconds = idleSeconds
        self.coldStartTimeoutSeconds = coldStartTimeoutSeconds
        self.queueLimit = queueLimit
    }

    private enum CodingKeys: String, CodingKey {
        case minReplicas, maxReplicas, concurrency, containerConcurrency, idleSeconds, coldStartTimeoutSeconds
        case queueLimit
    }
}

extension InferenceScaling: Decodable {
    public init(from decoder: any Decoder) throws {
        let standard = InferenceScaling()
        let container = try decoder.container(keyedBy: CodingKeys.self)
        minReplicas = try container.value(.minReplicas, default: standard.minReplicas)
        maxReplicas = try container.value(.maxReplicas, default: standard.maxReplicas)
        concurrency = try container.value(.concurrency, default: standard.concurrency)
        containerConcurrency = try container.value(.containerConcurrency, default: standard.containerConcurrency)
        idleSeconds = try container.value(.idleSeconds, default: standard.idleSeconds)
        coldStartTimeoutSeconds = try container.value(
            .coldStartTimeoutSeconds,
            default: standard.coldStartTimeoutSeconds
        )
        queueLimit = try container.value(.queueLimit, default: standard.queueLimit)
    }
}

extension InferenceScaling: Schematic {
    public static let schema = Schema.object(
        "How many containers there are for how many requests.",
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
            .optional(
                "concurrency",
                .integer(1...10_000),
                default: 1,
                "Requests in progress that one container is to have on average: more of them bring another container."
            ),
            .optional(
                "containerConcurrency",
                .integer(0...10_000),
                default: 0,
                """
                Requests in progress that each replica of the gateway gives one container at most, the others wait; 0 is no \
                bound. Behind two replicas of the gateway a container may have twice as many.
                """
            ),
            .optional(
                "idleSeconds",
                .integer(1...604_800),
                default: 300,
                "Seconds without any request after which the last container goes, if `minReplicas` is 0."
            ),
            .optional(
                "coldStartTimeoutSeconds",
                .integer(1...3600),
                default: 300,
                "Seconds that a request waits for a container that can serve; then it is answered with 504."
            ),
            .optional("queueLimit", InferenceQueueLimit.schema, default: [:]),
        ],
        rules: [
            ValidationRule(
                // Defaults are in place when an object is checked, but not when the definition is.
                "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
                message: "maxReplicas must be at least minReplicas",
                fieldPath: ".maxReplicas"
            ),
            ValidationRule(
                """
                !has(self.concurrency) || !has(self.containerConcurrency) || self.containerConcurrency == 0 \
                || self.concurrency <= self.containerConcurrency
                """,
                message: "concurrency must be at most containerConcurrency",
                fieldPath: ".concurrency"
            ),
        ]
    )
}
