public import KubeCRD

/// Where a ``TrainingRun``'s checkpoints go, and how long a trainer may take to save one when it is told to end.
public struct TrainingCheckpointing: Hashable, FieldCoded {
    /// Address that checkpoints are put under, as `CHECKPOINT_URI`; nil is the place trainers know.
    public var uri: String?
    /// Further addresses under which reported checkpoints count.
    public var allowedPrefixes: [String]
    /// Seconds between the signal to end and the end by force; nil is Kubernetes' own period.
    public var graceSeconds: Int?

    /// Describes a place.
    public init(uri: String? = nil, allowedPrefixes: [String] = [], graceSeconds: Int? = nil) {
        self.uri = uri
        self.allowedPrefixes = allowedPrefixes
        self.graceSeconds = graceSeconds
    }

    /// Seconds that a pod gets without ``graceSeconds``.
    /// Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
    public static let defaultGraceSeconds = 30

    public static let fields = Fields(
        "Where checkpoints are saved, and the time to save one at the end.",
        from: TrainingCheckpointing()
    ) {
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
        Field(
            "graceSeconds",
            \.graceSeconds,
            .integer(1...86_400),
            """
            Seconds that the container has to save a checkpoint after it gets the signal SIGTERM, whatever ends it: an \
            eviction, a suspension, a cancellation. Then it is killed. For CHECKPOINT_GRACE_SECONDS. Without it, 30.
            """
        )
    }
}
