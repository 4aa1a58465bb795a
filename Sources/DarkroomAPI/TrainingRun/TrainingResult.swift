public import KubeCRD
public import KubeCore

/// How a trainer says that it ended. The Job decides how the run ended; this adds what only the trainer knows.
public struct TrainingResult: Hashable, FieldCoded {
    /// The two ways to end.
    public enum Outcome: String, FieldChoice {
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

    public static let fields = Fields(
        "How the trainer reports that it ended.",
        from: TrainingResult(status: .succeeded, attempt: 0)
    ) {
        Field(required: "status", \.status, "How the trainer ended.")
        Field(required: "attempt", \.attempt, .integer(1...1_000_000), "Number of the attempt that ended.")
        Field("metrics", \.metrics, .metrics, "Metrics at the end, as decimal numbers.")
        Field("error", \.error, .string(length: 0...maxErrorLength), "What went wrong, in the trainer's words.")
        Field("time", \.time, "When the end was reported.")
    }
}
