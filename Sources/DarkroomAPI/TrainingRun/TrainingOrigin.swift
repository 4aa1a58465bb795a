public import KubeCRD
public import KubeCore

/// The first progress report of an attempt: a resumed attempt does not begin at zero.
public struct TrainingOrigin: Hashable, FieldCoded {
    /// Number of the attempt.
    public var attempt: Int
    /// Share that was done then, in percent.
    public var progress: Int
    /// When it was reported.
    public var time: Timestamp

    /// Describes a report.
    public init(attempt: Int, progress: Int, time: Timestamp) {
        self.attempt = attempt
        self.progress = progress
        self.time = time
    }

    public static let fields = Fields(
        "First progress report of the current attempt, from which the pace is computed.",
        from: TrainingOrigin(attempt: 0, progress: 0, time: .unset)
    ) {
        Field(required: "attempt", \.attempt, .integer(1...1_000_000), "Number of the attempt.")
        Field(required: "progress", \.progress, .integer(0...100), "Share that was done then, in percent.")
        Field(required: "time", \.time, "When it was reported.")
    }
}
