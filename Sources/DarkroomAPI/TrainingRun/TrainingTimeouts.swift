public import KubeCRD

/// Limits in time of a ``TrainingRun``. All of them begin when the container does, so that a run that waits for an
/// accelerator loses nothing.
public struct TrainingTimeouts: Hashable, FieldCoded {
    /// What follows when a trainer goes silent.
    public enum StallPolicy: String, FieldChoice {
        /// It is told, and the trainer goes on.
        case report = "Report"
        /// The attempt counts as failed, and another follows if `retry.limit` allows.
        case restart = "Restart"
        /// The run fails.
        case fail = "Fail"
    }

    /// Seconds the container may run, all attempts together; nil for no limit. As with a Job's own limit, a suspension
    /// begins the count of the present attempt anew.
    public var runSeconds: Int?
    /// Seconds until the first report; nil for as many as between later ones.
    public var startupSeconds: Int?
    /// Seconds between reports; nil for no limit.
    public var heartbeatSeconds: Int?
    /// What follows when a report is late.
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
        "Limits in time. All of them begin when the container does: waiting for a node does not count.",
        from: TrainingTimeouts()
    ) {
        Field(
            "runSeconds",
            \.runSeconds,
            .integer(1...31_536_000),
            """
            Seconds the container may run, all attempts together, before the run is ended as failed; the present \
            attempt's count begins anew after a suspension. Without it, any number.
            """
        )
        Field(
            "startupSeconds",
            \.startupSeconds,
            .integer(30...31_536_000),
            "Seconds until the trainer first reports. Without it, as many as heartbeatSeconds."
        )
        Field(
            "heartbeatSeconds",
            \.heartbeatSeconds,
            .integer(30...31_536_000),
            "Seconds between two reports of the trainer. Without it, any number."
        )
        Field(
            "onStall",
            \.onStall,
            """
            What follows when a report is late: Report tells it and lets the trainer go on, Restart ends the \
            attempt as failed so that another follows, Fail ends the run.
            """
        )
    }
}
