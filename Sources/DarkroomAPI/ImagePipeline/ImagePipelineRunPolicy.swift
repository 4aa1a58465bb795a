public import KubeCRD

/// How runs of an ``ImagePipeline`` start and end.
public struct ImagePipelineRunPolicy: Hashable, FieldCoded {
    /// Whether the current run pauses and no new one starts.
    public var suspend: Bool
    /// Seconds after its start at which a run fails; nil for no limit.
    public var activeDeadlineSeconds: Int?
    /// Seconds after its end at which a run's Workflow is removed; nil for never.
    public var ttlSecondsAfterFinished: Int?
    /// Retries of every step that states none itself.
    public var retryLimit: Int?
    /// Largest number of steps that run at the same time; nil for no limit.
    public var parallelism: Int?
    /// What happens to a run in progress when the spec changes.
    public var concurrencyPolicy: ImagePipelineConcurrencyPolicy
    /// Number of finished runs to keep.
    public var historyLimit: Int

    /// Makes a policy.
    public init(
        suspend: Bool = false,
        activeDeadlineSeconds: Int? = nil,
        ttlSecondsAfterFinished: Int? = nil,
        retryLimit: Int? = nil,
        parallelism: Int? = nil,
        concurrencyPolicy: ImagePipelineConcurrencyPolicy = .replace,
        historyLimit: Int = 3
    ) {
        self.suspend = suspend
        self.activeDeadlineSeconds = activeDeadlineSeconds
        self.ttlSecondsAfterFinished = ttlSecondsAfterFinished
        self.retryLimit = retryLimit
        self.parallelism = parallelism
        self.concurrencyPolicy = concurrencyPolicy
        self.historyLimit = historyLimit
    }

    public static let fields = Fields("How runs start and end.", from: ImagePipelineRunPolicy()) {
        Field(
            "suspend",
            \.suspend,

            """
            Pauses the current run (running containers finish, and no others start), and starts no new run.
            """
        )
        Field(
            "activeDeadlineSeconds",
            \.activeDeadlineSeconds,
            .integer(1...2_592_000),
            "Seconds after its start at which a run fails. Without it, there is no limit."
        )
        Field.ttlSecondsAfterFinished(\.ttlSecondsAfterFinished)
        Field(
            "retryLimit",
            \.retryLimit,
            .retryLimit,
            "Number of retries of a step that has no `retry` of its own. Without it, none."
        )
        Field(
            "parallelism",
            \.parallelism,
            .integer(1...1000),
            "Largest number of steps that run at the same time. Without it, as many as can start."
        )
        Field(
            "concurrencyPolicy",
            \.concurrencyPolicy,
            """
            What happens to a run in progress when the spec changes: Replace stops it and starts a new one, Forbid \
            lets it finish first, Allow runs both.
            """
        )
        Field("historyLimit", \.historyLimit, .integer(0...10), "Number of finished runs to keep.")
    }
}
