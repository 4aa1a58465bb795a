public import KubeCore

/// What is known of a ``TrainingRun``.
public struct TrainingRunStatus: Hashable, Sendable, Encodable {
    /// Generation of the spec this was concluded from.
    public var observedGeneration: Int64?
    /// State in one word.
    public var phase: TrainingRunPhase?
    /// What a person needs to know now.
    public var message: String?
    /// Job of the present attempt.
    public var job: ChildReference?
    /// Node of the latest attempt.
    public var node: String?
    /// Accelerator class the latest attempt asks for.
    public var accelerator: String?
    /// Attempts so far, the present one included.
    public var attempts: Int?
    /// Attempts that have ended, in order.
    public var history: [TrainingAttempt]
    /// Id under which everything that belongs to the run is found in logs and traces.
    public var traceID: String?
    /// Where the record of the run's experiment is.
    public var tracking: TrainingTrackingStatus?
    /// Accelerators times seconds that attempts held them, of those that have ended; what an attempt held before it was
    /// suspended is not counted.
    public var gpuSeconds: Int?
    /// When the run started; from here on its spec is fixed.
    public var startTime: Timestamp?
    /// When the run ended.
    public var completionTime: Timestamp?
    /// Hash of what the Job was made from.
    public var specHash: String?
    /// Aspects of the state.
    public var conditions: [Condition]

    /// Makes a status.
    public init(
        observedGeneration: Int64? = nil,
        phase: TrainingRunPhase? = nil,
        message: String? = nil,
        job: ChildReference? = nil,
        node: String? = nil,
        accelerator: String? = nil,
        attempts: Int? = nil,
        history: [TrainingAttempt] = [],
        traceID: String? = nil,
        tracking: TrainingTrackingStatus? = nil,
        gpuSeconds: Int? = nil,
        startTime: Timestamp? = nil,
        completionTime: Timestamp? = nil,
        specHash: String? = nil,
        conditions: [Condition] = []
    ) {
        self.observedGeneration = observedGeneration
        self.phase = phase
        self.message = message
        self.job = job
        self.node = node
        self.accelerator = accelerator
        self.attempts = attempts
        self.history = history
        self.traceID = traceID
        self.tracking = tracking
        self.gpuSeconds = gpuSeconds
        self.startTime = startTime
        self.completionTime = completionTime
        self.specHash = specHash
        self.conditions = conditions
    }

    private enum CodingKeys: String, CodingKey {
        case observedGeneration, phase, message, job, node, accelerator, attempts, history, traceID
        case tracking, gpuSeconds, startTime, completionTime, specHash, conditions
    }
}

extension TrainingRunStatus: Decodable {
    /// Member by member: a run whose end can be read has ended, even if a later release wrote a phase that this one does
    /// not know. It would be carried out again otherwise.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        observedGeneration = container.lenientValue(.observedGeneration)
        phase = container.lenientValue(.phase)
        message = container.lenientValue(.message)
        job = container.lenientValue(.job)
        node = container.lenientValue(.node)
        accelerator = container.lenientValue(.accelerator)
        attempts = container.lenientValue(.attempts)
        history = container.lenientValue(.history) ?? []
        traceID = container.lenientValue(.traceID)
        tracking = container.lenientValue(.tracking)
        gpuSeconds = container.lenientValue(.gpuSeconds)
        startTime = container.lenientValue(.startTime)
        completionTime = container.lenientValue(.completionTime)
        specHash = container.lenientValue(.specHash)
        conditions = container.lenientValue(.conditions) ?? []
    }
}

extension TrainingRunStatus: Schematic {
    public static let schema = Schema.object(
        "What is known of the run. Only the operator writes it.",
        [
            .observedGeneration,
            .optional("phase", .choice(of: TrainingRunPhase.self), "State of the run in one word."),
            .message,
            .optional("job", ChildReference.schema, "Job of the present attempt."),
            .optional("node", .string(length: 0...253), "Node of the latest attempt."),
            .optional(
                "accelerator",
                .string(length: 0...63),
                "Accelerator class the latest attempt asks for; after a fallback another than the spec's first."
            ),
            .optional("attempts", .integer(0...1_000_000), "Attempts so far, the present one included."),
            .optional(
                "history",
                .list(of: TrainingAttempt.schema, count: 0...TrainingAttempt.maxCount),
                "Attempts that have ended, in order, each with its Job, node and how it ended."
            ),
            .optional(
                "traceID",
                .string(length: 0...128),
                "Id under which everything that belongs to the run is found in logs and traces."
            ),
            .optional("tracking", TrainingTrackingStatus.schema),
            .optional(
                "gpuSeconds",
                .integer(0...9_007_199_254_740_991),
                """
                Accelerators times seconds that attempts held them, of those that have ended. What an attempt held \
                before it was suspended is not counted.
                """
            ),
            .timestamp("startTime", "When the run started. From here on its spec cannot change."),
            .timestamp("completionTime", "When the run ended."),
            .optional("specHash", .string(length: 0...64), "Hash of what the Job was made from."),
            .conditions,
        ]
    )
}
