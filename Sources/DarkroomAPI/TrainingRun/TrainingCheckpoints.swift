public import KubeCore

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
            .optional("epoch", TrainerStatus.epoch, "Epoch it was saved in."),
            .optional("metrics", TrainerStatus.metrics, "Metrics at that time, as decimal numbers."),
            .timestamp("time", "When its being saved was reported."),
        ]
    )
}
