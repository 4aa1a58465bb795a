public import KubeCore

/// What a trainer has reported of itself: the part of a ``TrainingRun``'s status that the callback server writes, under
/// a field manager of its own. The operator reads it and leaves it alone.
public struct TrainerStatus: Hashable, Sendable, Encodable {
    /// Share that is done, in percent.
    public var progress: Int?
    /// Pass over the data the trainer is in.
    public var epoch: Int?
    /// Passes in all.
    public var epochs: Int?
    /// Latest metrics, as decimal numbers.
    public var metrics: [String: String]
    /// The one of ``metrics`` that people look at first, such as `accuracy=0.931`.
    public var metric: String?
    /// When the trainer will be done if it goes on as it has.
    public var estimatedCompletionTime: Timestamp?
    /// Where the present attempt's trainer first said it was, from which its pace is reckoned.
    public var origin: TrainingOrigin?
    /// Checkpoints that were saved.
    public var checkpoints: TrainingCheckpoints?
    /// When the trainer was last heard of; written at most every ten seconds.
    public var lastHeartbeat: Timestamp?
    /// How the trainer itself says that it ended.
    public var result: TrainingResult?

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
        result: TrainingResult? = nil
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
    }

    /// Greatest number of metrics that are kept.
    public static let maxMetrics = 32
    /// Longest name of a metric, in characters.
    public static let maxMetricName = 63
    /// Greatest number of an epoch.
    public static let maxEpoch = 1_000_000_000

    /// Names of its members in the status of a run.
    public static let memberNames = Set(CodingKeys.allCases.map(\.rawValue))

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case progress, epoch, epochs, metrics, metric, estimatedCompletionTime, origin, checkpoints
        case lastHeartbeat, result
    }
}

extension TrainerStatus: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        progress = try container.decodeIfPresent(Int.self, forKey: .progress)
        epoch = try container.decodeIfPresent(Int.self, forKey: .epoch)
        epochs = try container.decodeIfPresent(Int.self, forKey: .epochs)
        metrics = try container.value(.metrics, default: [:])
        metric = try container.decodeIfPresent(String.self, forKey: .metric)
        estimatedCompletionTime = try container.decodeIfPresent(Timestamp.self, forKey: .estimatedCompletionTime)
        origin = try container.decodeIfPresent(TrainingOrigin.self, forKey: .origin)
        checkpoints = try container.decodeIfPresent(TrainingCheckpoints.self, forKey: .checkpoints)
        lastHeartbeat = try container.decodeIfPresent(Timestamp.self, forKey: .lastHeartbeat)
        result = try container.decodeIfPresent(TrainingResult.self, forKey: .result)
    }
}

extension TrainerStatus: Schematic {
    public static let schema = Schema.object(
        "What the trainer has reported of itself. Only the callback server writes it.",
        [
            .optional("progress", .integer(0...100), "Share that is done, in percent."),
            .optional("epoch", epoch, "Pass over the data the trainer is in."),
            .optional("epochs", epoch, "Passes in all."),
            .optional("metrics", metrics, "Latest metrics, as decimal numbers."),
            .optional(
                "metric",
                .string(length: 1...160),
                "The metric that people look at first, with its name; which one, `spec.metric` says."
            ),
            .timestamp(
                "estimatedCompletionTime",
                "When the trainer will be done if it goes on at the pace it has had in this attempt."
            ),
            .optional("origin", TrainingOrigin.schema),
            .optional("checkpoints", TrainingCheckpoints.schema),
            .timestamp("lastHeartbeat", "When the trainer was last heard of; written at most every 10 s."),
            .optional("result", TrainingResult.schema),
        ]
    )

    static let epoch = Schema.integer(0...Int64(maxEpoch))
    static let metrics = Schema.map(of: .string(length: 1...64), maxProperties: maxMetrics)
}
