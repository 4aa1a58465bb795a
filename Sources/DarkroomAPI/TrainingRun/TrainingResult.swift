public import KubeCore

/// How a trainer says that it ended. The Job decides how the run ended; this adds what only the trainer knows.
public struct TrainingResult: Hashable, Sendable, Encodable {
    /// The two ways to end.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        case succeeded, failed
    }

    /// How the trainer ended.
    public var status: Outcome
    /// Number of the attempt that ended so.
    public var attempt: Int
    /// Metrics at the end.
    public var metrics: [String: String]
    /// What went wrong, in the trainer's words.
    public var error: String?
    /// When the end was reported.
    public var time: Timestamp?

    /// Longest ``error``, in characters.
    public static let maxErrorLength = 1024

    /// Describes an end.
    public init(
        status: Outcome,
        attempt: Int,
        metrics: [String: String] = [:],
        error: String? = nil,
        time: Timestamp? = nil
    ) {
        self.status = status
        self.attempt = attempt
        self.metrics = metrics
        self.error = error
        self.time = time
    }

    private enum CodingKeys: String, CodingKey { case status, attempt, metrics, error, time }
}

extension TrainingResult: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        status = try container.decode(Outcome.self, forKey: .status)
        attempt = try container.decode(Int.self, forKey: .attempt)
        metrics = try container.value(.metrics, default: [:])
        error = try container.decodeIfPresent(String.self, forKey: .error)
        time = try container.decodeIfPresent(Timestamp.self, forKey: .time)
    }
}

extension TrainingResult: Schematic {
    public static let schema = Schema.object(
        "How the trainer itself says that it ended.",
        [
            .required("status", .choice(of: Outcome.self), "How the trainer ended."),
            .required("attempt", .integer(1...1_000_000), "Number of the attempt that ended so."),
            .optional("metrics", TrainerStatus.metrics, "Metrics at the end, as decimal numbers."),
            .optional(
                "error",
                .string(length: 0...maxErrorLength),
                "What went wrong, in the trainer's words."
            ),
            .timestamp("time", "When the end was reported."),
        ]
    )
}
