public import KubeCRD

/// Where a ``TrainingRun``'s checkpoints go.
public struct TrainingCheckpointing: Hashable, FieldCoded {
    /// Address that checkpoints are put under, as `CHECKPOINT_URI`; nil is the place trainers know.
    public var uri: String?

    /// Describes a place.
    public init(uri: String? = nil) { self.uri = uri }

    public static let fields = Fields("Where checkpoints are saved.", from: TrainingCheckpointing()) {
        Field(
            "uri",
            \.uri,
            .string(.storageAddress),
            """
            Address under which checkpoints are saved, for CHECKPOINT_URI. Without it, \
            `s3://checkpoints/job-{JOB_ID}` of the storage, or /workspace/checkpoints if there is no storage.
            """
        )
        .identified(as: "checkpoints")
    }
}
