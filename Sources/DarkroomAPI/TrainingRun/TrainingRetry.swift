public import KubeCRD

/// What happens when the container of a ``TrainingRun`` fails.
public struct TrainingRetry: Hashable, FieldCoded {
    /// Retries after the first attempt.
    public var limit: Int
    /// Whether a later attempt gets the address of the last checkpoint.
    public var resumeFromCheckpoint: Bool

    /// Makes a policy.
    public init(limit: Int = 0, resumeFromCheckpoint: Bool = true) {
        self.limit = limit
        self.resumeFromCheckpoint = resumeFromCheckpoint
    }

    public static let fields = Fields("What happens when the container fails.", from: TrainingRetry()) {
        Field("limit", \.limit, .retryLimit, "Number of retries after the first attempt; 0 means none.").identified(
            as: "retryLimit"
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
