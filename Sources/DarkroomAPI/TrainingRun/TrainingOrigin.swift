public import KubeCRD
public import KubeCore

/// Where an attempt's trainer first said it was: one that resumes does not begin at nothing.
public struct TrainingOrigin: Hashable, FieldCoded {
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

    public static let fields = Fields(
        "Where the present attempt's trainer first said it was, from which its pace is reckoned.",
        from: TrainingOrigin(attempt: 0, progress: 0, time: .unset)
    ) {
        Field(required: "attempt", \.attempt, .integer(1...1_000_000), "Number of the attempt.")
        Field(required: "progress", \.progress, .integer(0...100), "Share that was done then, in percent.")
        Field(required: "time", \.time, "When it said so.")
    }
}
