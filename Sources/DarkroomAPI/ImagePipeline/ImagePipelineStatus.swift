public import KubeCRD
public import KubeCore

/// State of an ``ImagePipeline``.
public struct ImagePipelineStatus: Hashable, FieldCoded {
    /// Generation of the spec that this is about.
    public var observedGeneration: Int64?
    /// State in one word.
    public var phase: ImagePipelinePhase?
    /// What the user needs to know now.
    public var message: String?
    /// Steps done, of all steps: `2/3`.
    public var progress: String?
    /// The current run, or the last one.
    public var run: ImagePipelineRun?
    /// The steps of ``run``, in the order of the spec.
    public var steps: [ImagePipelineStepStatus]
    /// Finished runs, newest first; at most ``recentRunsLimit``.
    public var recentRuns: [ImagePipelineRunSummary]
    /// Aspects of the state.
    public var conditions: [Condition]

    /// Greatest number of ``recentRuns``.
    public static let recentRunsLimit = 10

    /// Makes a status.
    public init(
        observedGeneration: Int64? = nil,
        phase: ImagePipelinePhase? = nil,
        message: String? = nil,
        progress: String? = nil,
        run: ImagePipelineRun? = nil,
        steps: [ImagePipelineStepStatus] = [],
        recentRuns: [ImagePipelineRunSummary] = [],
        conditions: [Condition] = []
    ) {
        self.observedGeneration = observedGeneration
        self.phase = phase
        self.message = message
        self.progress = progress
        self.run = run
        self.steps = steps
        self.recentRuns = recentRuns
        self.conditions = conditions
    }

    // Field by field: a run on record stays on record, even if a later release wrote a phase that this one does not
    // know. It would be carried out again otherwise.
    public static let fields = Fields(
        "State of the pipeline. Only the operator writes it.",
        from: ImagePipelineStatus()
    ) {
        Field.observedGeneration(\.observedGeneration)
        Field("phase", \.phase, "State of the current run in one word.")
        Field.message(\.message)
        Field("progress", \.progress, .string(length: 0...32), "Steps that are done, of all steps, such as `2/3`.")
        Field("run", \.run)
        Field(
            "steps",
            \.steps,
            .list(of: .own, .map(key: "name"), count: 0...100),
            "The steps of the current run, in the order of the spec."
        )
        Field(
            "recentRuns",
            \.recentRuns,
            .list(of: .own, count: 0...recentRunsLimit),
            "Finished runs, newest first."
        )
        Field.conditions(\.conditions)
    }
    .lenient
}
