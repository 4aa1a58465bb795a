public import KubeCRD

/// Time limits of a ``TrainingRun``. Each begins when the container starts, so that a run that waits for an accelerator
/// loses nothing.
public struct TrainingTimeouts: Hashable, FieldCoded {
    /// What happens when a trainer stops reporting.
    public enum StallPolicy: String, FieldChoice {
        /// Reports the stall in the status; the trainer continues.
        case report = "Report"
        /// The attempt counts as failed, and another follows if `retry.limit` allows.
        case restart = "Restart"
        /// The run fails.
        case fail = "Fail"
    }

    /// Seconds that the container may run, over all attempts; nil for no limit. As with a Job's own limit, a suspension
    /// resets the count of the current attempt.
    public var runSeconds: Int?
    /// Seconds until the first report; nil for ``heartbeatSeconds``.
    public var startupSeconds: Int?
    /// Seconds between reports; nil for no limit.
    public var heartbeatSeconds: Int?
    /// What happens when a report is late.
    public var onStall: StallPolicy

    /// Makes limits.
    public init(
        runSeconds: Int? = nil,
        startupSeconds: Int? = nil,
        heartbeatSeconds: Int? = nil,
        onStall: StallPolicy = .report
    ) {
        self.runSeconds = runSeconds
        self.startupSeconds = startupSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.onStall = onStall
    }

    public static let fields = Fields(
        "Time limits. Each begins when the container starts: waiting for a node does not count.",
        from: TrainingTimeouts()
    ) {
        Field(
            "runSeconds",
            \.runSeconds,
            .integer(1...31_536_000),
            """
            Seconds that the container may run, over all attempts, before the run fails; a suspension resets the \
            count of the current attempt. Without it, there is no limit.
            """
        )
        Field(
            "startupSeconds",
            \.startupSeconds,
            .integer(30...31_536_000),
            "Seconds until the trainer's first report. Without it, heartbeatSeconds applies."
        )
        Field(
            "heartbeatSeconds",
            \.heartbeatSeconds,
            .integer(30...31_536_000),
            "Most seconds between two reports of the trainer. Without it, there is no limit."
        )
        Field(
            "onStall",
            \.onStall,
            """
            What happens when a report is late: Report says so and lets the trainer continue, Restart fails the \
            attempt so that the next one starts, Fail fails the run.
            """
        )
    }
}
