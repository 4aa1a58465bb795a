public import KubeCRD

/// How many containers an ``InferenceService`` has for how many requests.
public struct InferenceScaling: Hashable, FieldCoded {
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

    public static let fields = Fields(
        "How many containers there are for how many requests.",
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
            "Fewest containers. At 0 an idle service has none and holds no accelerator."
        )
        Field("maxReplicas", \.maxReplicas, .integer(1...1000), "Most containers; at least `minReplicas`.")
        Field(
            "concurrency",
            \.concurrency,
            .integer(1...10_000),
            "Requests in progress that one container is to have on average: more of them bring another container."
        )
        Field(
            "containerConcurrency",
            \.containerConcurrency,
            .integer(0...10_000),
            """
            Requests in progress that each replica of the gateway gives one container at most, the others wait; 0 is no \
            bound. Behind two replicas of the gateway a container may have twice as many.
            """
        )
        Field(
            "idleSeconds",
            \.idleSeconds,
            .integer(1...604_800),
            "Seconds without any request after which the last container goes, if `minReplicas` is 0."
        )
        Field(
            "coldStartTimeoutSeconds",
            \.coldStartTimeoutSeconds,
            .integer(1...3600),
            "Seconds that a request waits for a container that can serve; then it is answered with 504."
        )
        Field("queueLimit", \.queueLimit)
    }
}
