public import KubeCRD

/// Where a ``TrainingRun``'s checkpoints go.
public struct TrainingCheckpointing: Hashable, FieldCoded {
    /// Address that checkpoints are put under, as `CHECKPOINT_URI`; nil is the place trainers know.
    public var uri: String?
    /// Further addresses under which reported checkpoints count.
    public var allowedPrefixes: [String]

    /// Describes a place.
    public init(uri: String? = nil, allowedPrefixes: [String] = []) {
        self.uri = uri
        self.allowedPrefixes = allowedPrefixes
    }

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
        Field(
            "allowedPrefixes",
            \.allowedPrefixes,
            .list(of: .string(.checkpointPrefix), count: 0...8),
            """
            Further addresses: a checkpoint that the trainer reports counts only if it is below one of them, below the \
            address for CHECKPOINT_URI or below /workspace/checkpoints.
            """
        )
        .identified(as: "checkpointPrefixes")
    }
}
