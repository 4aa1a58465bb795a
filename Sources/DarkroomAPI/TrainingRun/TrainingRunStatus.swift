public import KubeCRD
public import KubeCore

/// State of a ``TrainingRun``.
public struct TrainingRunStatus: Hashable, FieldCoded {
    /// Generation of the spec that this is about.
    public var observedGeneration: Int64?
    /// State in one word.
    public var phase: TrainingRunPhase?
    /// What the user needs to know now.
    public var message: String?
    /// Job of the current attempt.
    public var job: ChildReference?
    /// Node of the latest attempt.
    public var node: String?
    /// Accelerator class the latest attempt asks for.
    public var accelerator: String?
    /// Attempts so far, the present one included.
    public var attempts: Int?
    /// Attempts that have ended, in order.
    public var history: [TrainingAttempt]
    /// Why the present attempt is ending, if its pod was told to end.
    public var disruption: TrainingDisruption?
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
    /// Hash of the spec that the Job was created from.
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
        disruption: TrainingDisruption? = nil,
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
        self.disruption = disruption
        self.traceID = traceID
        self.tracking = tracking
        self.gpuSeconds = gpuSeconds
        self.startTime = startTime
        self.completionTime = completionTime
        self.specHash = specHash
        self.conditions = conditions
    }

    // Field by field: a run whose end can be read has ended, even if a later release wrote a phase that this one does
    // not know. It would be carried out again otherwise.
    public static let fields = Fields(
        "State of the run. Only the operator writes it.",
        from: TrainingRunStatus()
    ) {
        Field.observedGeneration(\.observedGeneration)
        Field("phase", \.phase, "State of the run in one word.")
        Field.message(\.message)
        Field("job", \.job, "Job of the current attempt.")
        Field("node", \.node, .string(length: 0...253), "Node of the latest attempt.")
        Field(
            "accelerator",
            \.accelerator,
            .string(length: 0...63),
            "Accelerator class of the latest attempt; after a fallback, this is not the spec's `class`."
        )
        Field("attempts", \.attempts, .integer(0...1_000_000), "Number of attempts so far, including the current one.")
        Field(
            "history",
            \.history,
            .list(of: .own, count: 0...TrainingAttempt.maxCount),
            "Attempts that have ended, in order, each with its Job, its node and how it ended."
        )
        Field("disruption", \.disruption)
        Field(
            "traceID",
            \.traceID,
            .string(length: 0...128),
            "Id that marks everything of this run in logs and traces."
        )
        Field("tracking", \.tracking)
        Field(
            "gpuSeconds",
            \.gpuSeconds,
            .integer(0...9_007_199_254_740_991),
            """
            Accelerators times seconds, over the attempts that have ended. Time before a suspension does not count.
            """
        )
        Field("startTime", \.startTime, "When the run started. From then on, its spec cannot change.")
        Field("completionTime", \.completionTime, "When the run ended.")
        Field("specHash", \.specHash, .string(length: 0...64), "Hash of the spec that the Job was created from.")
        Field.conditions(\.conditions)
    }
    .lenient
}
