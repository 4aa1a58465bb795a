public import KubeCRD

/// How the number of an ``InferenceService``'s containers follows the number of its requests.
public struct InferenceScaling: Hashable, FieldCoded {
    /// Smallest number of containers; at 0, an idle service has none.
    public var minReplicas: Int
    /// Largest number of containers.
    public var maxReplicas: Int
    /// Requests in progress for each container, on average.
    public var concurrency: Int
    /// Most requests in progress for one container; 0 for no limit.
    public var containerConcurrency: Int
    /// Seconds without any request after which the last container is removed.
    public var idleSeconds: Int
    /// Most seconds that a request waits for a container.
    public var coldStartTimeoutSeconds: Int
    /// Limits on the requests that wait for a container.
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

    public static let fields = Fields(
        "How the number of containers follows the number of requests.",
        from: InferenceScaling(),
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
    ) {
        Field(
            "minReplicas",
            \.minReplicas,
            .integer(0...1000),
            "Smallest number of containers. At 0, an idle service has none and holds no accelerator."
        )
        Field("maxReplicas", \.maxReplicas, .integer(1...1000), "Largest number of containers; at least `minReplicas`.")
        Field(
            "concurrency",
            \.concurrency,
            .integer(1...10_000),
            "Requests in progress for each container, on average: more of them start another container."
        )
        Field(
            "containerConcurrency",
            \.containerConcurrency,
            .integer(0...10_000),
            """
            Most requests in progress that each replica of the gateway sends to one container, while the others \
            wait; 0 means no limit. Behind two replicas of the gateway, a container may have twice as many.
            """
        )
        Field(
            "idleSeconds",
            \.idleSeconds,
            .integer(1...604_800),
            "Seconds without any request after which the last container is removed, if `minReplicas` is 0."
        )
        Field(
            "coldStartTimeoutSeconds",
            \.coldStartTimeoutSeconds,
            .integer(1...3600),
            "Seconds that a request waits for a container that can serve, before it is answered with 504."
        )
        Field("queueLimit", \.queueLimit)
    }
}
