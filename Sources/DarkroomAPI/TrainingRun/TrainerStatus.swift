public import KubeCRD
public import KubeCore

/// What a trainer has reported: the part of a ``TrainingRun``'s status that the callback server writes, under
/// a field manager of its own. The operator reads it and leaves it alone.
public struct TrainerStatus: Hashable, FieldCoded {
    /// Share that is done, in percent.
    public var progress: Int?
    /// Current pass over the data.
    public var epoch: Int?
    /// Planned passes over the data.
    public var epochs: Int?
    /// Latest metrics, as decimal numbers.
    public var metrics: [String: String]
    /// Name and value of the main one of ``metrics``, such as `accuracy=0.931`.
    public var metric: String?
    /// When the trainer will be done at the pace of the current attempt.
    public var estimatedCompletionTime: Timestamp?
    /// First progress report of the current attempt, from which the pace is computed.
    public var origin: TrainingOrigin?
    /// Checkpoints that were saved.
    public var checkpoints: TrainingCheckpoints?
    /// When the trainer last reported; written at most every ten seconds.
    public var lastHeartbeat: Timestamp?
    /// How the trainer reports that it ended.
    public var result: TrainingResult?
    /// What was wrong with the last report that could not be taken as it was.
    public var reportProblem: String?

    /// Makes a report.
    public init(
        progress: Int? = nil,
        epoch: Int? = nil,
        epochs: Int? = nil,
        metrics: [String: String] = [:],
        metric: String? = nil,
        estimatedCompletionTime: Timestamp? = nil,
        origin: TrainingOrigin? = nil,
        checkpoints: TrainingCheckpoints? = nil,
        lastHeartbeat: Timestamp? = nil,
        result: TrainingResult? = nil,
        reportProblem: String? = nil
    ) {
        self.progress = progress
        self.epoch = epoch
        self.epochs = epochs
        self.metrics = metrics
        self.metric = metric
        self.estimatedCompletionTime = estimatedCompletionTime
        self.origin = origin
        self.checkpoints = checkpoints
        self.lastHeartbeat = lastHeartbeat
        self.result = result
        self.reportProblem = reportProblem
    }

    /// Greatest number of metrics that are kept: one for each of the 80 classes of COCO, and 48 more.
    public static let maxMetrics = 128
    /// Longest name of a metric, in characters.
    public static let maxMetricName = 128
    /// Longest ``reportProblem``, in characters.
    public static let maxProblemLength = 1024
    /// Greatest number of an epoch.
    public static let maxEpoch = 1_000_000_000

    /// Names of its members in the status of a run.
    public static var memberNames: Set<String> { Set(fields.names) }

    /// ``progress`` as people read it, such as `40%`: printer columns cannot format a number.
    public var percentDone: String? { progress.map { "\($0)%" } }

    public static let fields = Fields(
        "What the trainer has reported. Only the callback server writes it.",
        from: TrainerStatus()
    ) {
        Field("progress", \.progress, .integer(0...100), "Share that is done, in percent.")
        Field(
            computed: "percentDone",
            \.percentDone,
            .string(length: 1...32),
            "The same with a percent sign, such as `40%`, as `kubectl get` shows it."
        )
        Field("epoch", \.epoch, .epoch, "Current pass over the data.")
        Field("epochs", \.epochs, .epoch, "Planned passes over the data.")
        Field(
            "metrics",
            \.metrics,
            .metrics,
            """
            Latest metrics, as decimal numbers, `NaN`, `Infinity` or `-Infinity`. Of more than \(maxMetrics), the one \
            that `spec.metric` names, those that stand for quality and the latest ones are kept.
            """
        )
        Field(
            "metric",
            \.metric,
            .string(length: 1...256),
            "Name and value of the main metric, which `spec.metric` selects."
        )
        Field(
            "estimatedCompletionTime",
            \.estimatedCompletionTime,
            "When the trainer will be done at the pace of the current attempt."
        )
        Field("origin", \.origin)
        Field("checkpoints", \.checkpoints)
        Field("lastHeartbeat", \.lastHeartbeat, "When the trainer last reported; written at most every 10 s.")
        Field("result", \.result)
        Field(
            "reportProblem",
            \.reportProblem,
            .string(length: 1...maxProblemLength),
            "What was wrong with the last report that could not be taken as it was, such as a body that is not JSON."
        )
    }
}
