/// Limits in time of a ``TrainingRun``.
public struct TrainingTimeouts: Hashable, Sendable, Codable {
    /// Seconds the container may run, all attempts together; nil for no limit.
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
                """
                Seconds the container may run, all attempts together, before the run is ended as failed. Waiting for \
                a node does not count. Without it, any number.
                """
            )
        ]
    )
}
