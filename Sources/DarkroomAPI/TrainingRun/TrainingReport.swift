public import KubeCore

/// What a trainer has reported of itself: the part of a ``TrainingRun``'s status that the callback server writes, under
/// a field manager of its own. The operator reads it and leaves it alone.
public struct TrainingReport: Hashable, Sendable, Encodable {
    /// Share that is done, in percent.
    public var progress: Int?
    /// Pass over the data the trainer is in.
    public var epoch: Int?
    /// Passes in all.
    public var epochs: Int?
    /// Latest metrics, as decimal numbers.
    public var metrics: [String: String]
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
        checkpoints: TrainingCheckpoints? = nil,
        lastHeartbeat: Timestamp? = nil,
        result: TrainingResult? = nil
    ) {
        self.progress = progress
        self.epoch = epoch
        self.epochs = epochs
        self.metrics = metrics
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

    private enum CodingKeys: String, CodingKey {
        case progress, epoch, epochs, metrics, checkpoints, lastHeartbeat, result
    }
}

extension TrainingReport: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        progress = try container.decodeIfPresent(Int.self, forKey: .progress)
        epoch = try container.decodeIfPresent(Int.self, forKey: .epoch)
        epochs = try container.decodeIfPresent(Int.self, forKey: .epochs)
        metrics = try container.value(.metrics, default: [:])
        checkpoints = try container.decodeIfPresent(TrainingCheckpoints.self, forKey: .checkpoints)
        lastHeartbeat = try container.decodeIfPresent(Timestamp.self, forKey: .lastHeartbeat)
        result = try container.decodeIfPresent(TrainingResult.self, forKey: .result)
    }
}

extension TrainingReport: Schematic {
    public static let schema = Schema.object(
        "What the trainer has reported of itself. Only the callback server writes it.",
        [
            .optional("progress", .integer(0...100), "Share that is done, in percent."),
            .optional("epoch", epoch, "Pass over the data the trainer is in."),
            .optional("epochs", epoch, "Passes in all."),
            .optional("metrics", metrics, "Latest metrics, as decimal numbers."),
            .optional("checkpoints", TrainingCheckpoints.schema),
            .timestamp("lastHeartbeat", "When the trainer was last heard of; written at most every 10 s."),
            .optional("result", TrainingResult.schema),
        ]
    )

    static let epoch = Schema.integer(0...Int64(maxEpoch))
    static let metrics = Schema.map(of: .string(length: 1...64), maxProperties: maxMetrics)
}

/// Checkpoints of a ``TrainingRun``.
public struct TrainingCheckpoints: Hashable, Sendable, Codable {
    /// The one saved last; a retry begins where it was saved.
    public var latest: TrainingCheckpoint?
    /// The best so far, as the trainer says.
    public var best: TrainingCheckpoint?

    /// Names checkpoints.
    public init(latest: TrainingCheckpoint? = nil, best: TrainingCheckpoint? = nil) {
        self.latest = latest
        self.best = best
    }
}

extension TrainingCheckpoints: Schematic {
    public static let schema = Schema.object(
        "Checkpoints that the trainer has saved.",
        [
            .optional("latest", TrainingCheckpoint.schema, "The one saved last; a retry begins there."),
            .optional("best", TrainingCheckpoint.schema, "The best so far, as the trainer says."),
        ]
    )
}

/// One checkpoint.
public struct TrainingCheckpoint: Hashable, Sendable, Encodable {
    /// Where it is, such as `s3://checkpoints/job-1/best.pt`.
    public var uri: String
    /// Epoch it was saved in.
    public var epoch: Int?
    /// Metrics at that time.
    public var metrics: [String: String]
    /// When its being saved was reported.
    public var time: Timestamp?

    /// Longest address, in characters.
    public static let maxURILength = 1024

    /// Describes a checkpoint.
    public init(uri: String, epoch: Int? = nil, metrics: [String: String] = [:], time: Timestamp? = nil) {
        self.uri = uri
        self.epoch = epoch
        self.metrics = metrics
        self.time = time
    }

    private enum CodingKeys: String, CodingKey { case uri, epoch, metrics, time }
}

extension TrainingCheckpoint: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        uri = try container.decode(String.self, forKey: .uri)
        epoch = try container.decodeIfPresent(Int.self, forKey: .epoch)
        metrics = try container.value(.metrics, default: [:])
        time = try container.decodeIfPresent(Timestamp.self, forKey: .time)
    }
}

extension TrainingCheckpoint: Schematic {
    public static let schema = Schema.object(
        "A checkpoint.",
        [
            .required("uri", .string(length: 1...maxURILength), "Where it is."),
            .optional("epoch", TrainingReport.epoch, "Epoch it was saved in."),
            .optional("metrics", TrainingReport.metrics, "Metrics at that time, as decimal numbers."),
            .timestamp("time", "When its being saved was reported."),
        ]
    )
}
