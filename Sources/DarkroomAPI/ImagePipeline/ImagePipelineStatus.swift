public import KubeCore

/// What is known of an ``ImagePipeline``.
public struct ImagePipelineStatus: Hashable, Sendable, Encodable {
    /// Generation of the spec this was concluded from.
    public var observedGeneration: Int64?
    /// State in one word.
    public var phase: ImagePipelinePhase?
    /// What a person needs to know now.
    public var message: String?
    /// Steps done, of all steps: `2/3`.
    public var progress: String?
    /// The current run, or the last one.
    public var run: PipelineRun?
    /// The steps of ``run``, in the order of the spec.
    public var steps: [PipelineStepStatus]
    /// Finished runs, newest first; at most ``recentRunsLimit``.
    public var recentRuns: [PipelineRunSummary]
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
        run: PipelineRun? = nil,
        steps: [PipelineStepStatus] = [],
        recentRuns: [PipelineRunSummary] = [],
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

    private enum CodingKeys: String, CodingKey {
        case observedGeneration, phase, message, progress, run, steps, recentRuns, conditions
    }
}

extension ImagePipelineStatus: Decodable {
    /// Member by member: a run on record stays on record, even if a later release wrote a phase that this one does not
    /// know. It would be carried out again otherwise.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        observedGeneration = container.lenientValue(.observedGeneration)
        phase = container.lenientValue(.phase)
        message = container.lenientValue(.message)
        progress = container.lenientValue(.progress)
        run = container.lenientValue(.run)
        steps = container.lenientValue(.steps) ?? []
        recentRuns = container.lenientValue(.recentRuns) ?? []
        conditions = container.lenientValue(.conditions) ?? []
    }
}

extension ImagePipelineStatus: Schematic {
    public static let schema = Schema.object(
        "What is known of the pipeline. Only the operator writes it.",
        [
            .observedGeneration,
            .optional("phase", .choice(of: ImagePipelinePhase.self), "State of the current run in one word."),
            .message,
            .optional("progress", .string(length: 0...32), "Steps done, of all steps, such as `2/3`."),
            .optional("run", PipelineRun.schema),
            .optional(
                "steps",
                .list(of: PipelineStepStatus.schema, .map(key: "name"), count: 0...100),
                "The steps of the current run, in the order of the spec."
            ),
            .optional(
                "recentRuns",
                .list(of: PipelineRunSummary.schema, count: 0...recentRunsLimit),
                "Finished runs, newest first."
            ),
            .conditions,
        ]
    )
}
