public import KubeCRD

/// How runs of an ``ImagePipeline`` come about and end.
public struct PipelineRunPolicy: Hashable, FieldCoded {
    /// Whether the current run pauses and no new one starts.
    public var suspend: Bool
    /// Seconds after its start at which a run is ended as failed; nil for never.
    public var activeDeadlineSeconds: Int?
    /// Seconds after its end at which a run's Workflow is removed; nil for never.
    public var ttlSecondsAfterFinished: Int?
    /// Retries of every step that states none itself.
    public var retryLimit: Int?
    /// Greatest number of steps at work at the same time; nil for no limit.
    public var parallelism: Int?
    /// What happens to a run that is under way when the spec changes.
    public var concurrencyPolicy: PipelineConcurrencyPolicy
    /// Number of finished runs kept.
    public var historyLimit: Int

    /// Makes a policy.
    public init(
        suspend: Bool = false,
        activeDeadlineSeconds: Int? = nil,
        ttlSecondsAfterFinished: Int? = nil,
        retryLimit: Int? = nil,
        parallelism: Int? = nil,
        concurrencyPolicy: PipelineConcurrencyPolicy = .replace,
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

    public static let fields = Fields("How runs come about and end.", from: PipelineRunPolicy()) {
        Field(
            "suspend",
            \.suspend,
            "Pauses the current run (containers at work finish, nothing new starts) and starts no new one."
        )
        Field(
            "activeDeadlineSeconds",
            \.activeDeadlineSeconds,
            .integer(1...2_592_000),
            "Seconds after its start at which a run is ended as failed. Without it, never."
        )
        Field.ttlSecondsAfterFinished(\.ttlSecondsAfterFinished)
        Field(
            "retryLimit",
            \.retryLimit,
            .retryLimit,
            "How often to try a failed step again that has no `retry` of its own. Without it, never."
        )
        Field(
            "parallelism",
            \.parallelism,
            .integer(1...1000),
            "Greatest number of steps at work at the same time. Without it, as many as can start."
        )
        Field(
            "concurrencyPolicy",
            \.concurrencyPolicy,
            """
            What happens to a run that is under way when the spec changes: Replace stops it and starts the new \
            one, Forbid lets it end first, Allow runs both.
            """
        )
        Field("historyLimit", \.historyLimit, .integer(0...10), "Number of finished runs that are kept.")
    }
}
