public import KubeCRD
public import KubeCore

/// Checkpoints of a ``TrainingRun``.
public struct TrainingCheckpoints: Hashable, FieldCoded {
    /// The one saved last; a retry begins where it was saved.
    public var latest: TrainingCheckpoint?
    /// The best so far, as the trainer says.
    public var best: TrainingCheckpoint?

    /// Names checkpoints.
    public init(latest: TrainingCheckpoint? = nil, best: TrainingCheckpoint? = nil) {
        self.latest = latest
        self.best = best
    }

    public static let fields = Fields("Checkpoints that the trainer has saved.", from: TrainingCheckpoints()) {
        Field("latest", \.latest, "Latest checkpoint; a retry resumes from it.")
        Field("best", \.best, "Best checkpoint so far, according to the trainer.")
    }
}

/// One checkpoint.
public struct TrainingCheckpoint: Hashable, FieldCoded {
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

    public static let fields = Fields("A checkpoint.", from: TrainingCheckpoint(uri: "")) {
        Field(required: "uri", \.uri, .string(length: 1...maxURILength), "Address of the checkpoint.")
        Field("epoch", \.epoch, .epoch, "Epoch it was saved in.")
        Field("metrics", \.metrics, .metrics, "Metrics at that time, as decimal numbers.")
        Field("time", \.time, "When it was reported as saved.")
    }
}
