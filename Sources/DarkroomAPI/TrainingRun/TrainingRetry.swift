public import KubeCRD

/// What follows when the container of a ``TrainingRun`` fails.
public struct TrainingRetry: Hashable, FieldCoded {
    /// Tries after the first.
    public var limit: Int
    /// Whether a later attempt is told of the last checkpoint.
    public var resumeFromCheckpoint: Bool

    /// Makes a policy.
    public init(limit: Int = 0, resumeFromCheckpoint: Bool = true) {
        self.limit = limit
        self.resumeFromCheckpoint = resumeFromCheckpoint
    }

    public static let fields = Fields("What follows when the container fails.", from: TrainingRetry()) {
        Field("limit", \.limit, .retryLimit, "How often to try again; 0 is never.").identified(as: "retryLimit")
        Field(
            "resumeFromCheckpoint",
            \.resumeFromCheckpoint,
            """
            Whether an attempt after the first finds the address of the last reported checkpoint in RESUME_FROM.
            """
        )
    }
}
