/// Limits in time of a ``TrainingRun``.
public struct TrainingTimeouts: Hashable, Sendable, Codable {
    /// Seconds the Job may take, all tries together; nil for no limit.
    public var runSeconds: Int?

    /// Makes limits.
    public init(runSeconds: Int? = nil) { self.runSeconds = runSeconds }
}

extension TrainingTimeouts: Schematic {
    public static let schema = Schema.object(
        "Limits in time.",
        [
            .optional(
                "runSeconds",
                .integer(1...31_536_000),
                "Seconds the run may take, all tries together, before it is ended as failed. Without it, any number."
            )
        ]
    )
}
