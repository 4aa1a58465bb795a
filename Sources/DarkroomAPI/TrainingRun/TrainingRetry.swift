import KubeCore

/// What follows when the container of a ``TrainingRun`` fails.
public struct TrainingRetry: Hashable, Sendable, Encodable {
    /// Tries after the first.
    public var limit: Int
    /// Whether a later attempt is told of the last checkpoint.
    public var resumeFromCheckpoint: Bool

    /// Makes a policy.
    public init(limit: Int = 0, resumeFromCheckpoint: Bool = true) {
        self.limit = limit
        self.resumeFromCheckpoint = resumeFromCheckpoint
    }

    private enum CodingKeys: String, CodingKey { case limit, resumeFromCheckpoint }
}

extension TrainingRetry: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        limit = try container.value(.limit, default: 0)
        resumeFromCheckpoint = try container.value(.resumeFromCheckpoint, default: true)
    }
}

extension TrainingRetry: Schematic {
    public static let schema = Schema.object(
        "What follows when the container fails.",
        [
            .optional("limit", RetryPolicy.limitSchema, default: 0, "How often to try again; 0 is never."),
            .optional(
                "resumeFromCheckpoint",
                .boolean,
                default: true,
                """
                Whether an attempt after the first finds the address of the last reported checkpoint in RESUME_FROM.
                """
            ),
        ]
    )
}
