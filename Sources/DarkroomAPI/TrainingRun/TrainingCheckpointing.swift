import KubeCore

/// Where a ``TrainingRun``'s checkpoints go.
public struct TrainingCheckpointing: Hashable, Sendable, Codable {
    /// Address that checkpoints are put under, as `CHECKPOINT_URI`; nil is the place trainers know.
    public var uri: String?

    /// Describes a place.
    public init(uri: String? = nil) { self.uri = uri }
}

extension TrainingCheckpointing: Schematic {
    public static let schema = Schema.object(
        "Where checkpoints go.",
        [
            .optional(
                "uri",
                .string(.storageAddress),
                """
                Address that checkpoints are put under, for CHECKPOINT_URI. Without it, \
                `s3://checkpoints/job-{JOB_ID}` of the storage, or /workspace/checkpoints where there is none.
                """
            )
        ]
    )
}
