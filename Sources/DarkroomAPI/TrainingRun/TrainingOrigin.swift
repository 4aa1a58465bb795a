public import KubeCore

/// Where an attempt's trainer first said it was: one that resumes does not begin at nothing.
public struct TrainingOrigin: Hashable, Sendable, Codable {
    /// Number of the attempt.
    public var attempt: Int
    /// Share that was done then, in percent.
    public var progress: Int
    /// When it said so.
    public var time: Timestamp

    /// Describes a beginning.
    public init(attempt: Int, progress: Int, time: Timestamp) {
        self.attempt = attempt
        self.progress = progress
        self.time = time
    }
}

extension TrainingOrigin: Schematic {
    public static let schema = Schema.object(
        "Where the present attempt's trainer first said it was, from which its pace is reckoned.",
        [
            .required("attempt", .integer(1...1_000_000), "Number of the attempt."),
            .required("progress", .integer(0...100), "Share that was done then, in percent."),
            .required("time", .string(.timestamp), "When it said so."),
        ]
    )
}
