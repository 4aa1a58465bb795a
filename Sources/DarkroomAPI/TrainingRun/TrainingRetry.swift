public import KubeCRD

/// What happens when the container of a ``TrainingRun`` fails.
public struct TrainingRetry: Hashable, FieldCoded {
    /// Retries after the first attempt.
    public var limit: Int
    /// Further attempts after attempts that something other than the run ended.
    public var disruptionLimit: Int
    /// Whether a later attempt gets the address of the last checkpoint.
    public var resumeFromCheckpoint: Bool

    /// Makes a policy.
    public init(limit: Int = 0, disruptionLimit: Int = 20, resumeFromCheckpoint: Bool = true) {
        self.limit = limit
        self.disruptionLimit = disruptionLimit
        self.resumeFromCheckpoint = resumeFromCheckpoint
    }

    public static let fields = Fields("What happens when the container fails.", from: TrainingRetry()) {
        Field("limit", \.limit, .retryLimit, "Number of retries after the first attempt; 0 means none.").identified(
            as: "retryLimit"
        )
        Field(
            "disruptionLimit",
            \.disruptionLimit,
            .integer(0...100),
            """
            Number of further attempts after attempts that were disrupted: by an eviction, a preemption, a drained, lost \
            or shut down node, or because the pod was deleted. They do not count against `limit`.
            """
        )
        Field(
            "resumeFromCheckpoint",
            \.resumeFromCheckpoint,
            """
            Whether later attempts find the address of the last reported checkpoint in RESUME_FROM.
            """
        )
    }
}
