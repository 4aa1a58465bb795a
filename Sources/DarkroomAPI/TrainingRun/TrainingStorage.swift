public import KubeCRD

/// Object store that a ``TrainingRun`` reads its data from and writes its checkpoints to.
public struct TrainingStorage: Hashable, FieldCoded {
    /// Kind of store, as `STORAGE_TYPE`.
    public var type: ObjectStore.Kind
    /// Address of the store, as `R2_ENDPOINT`.
    public var endpoint: String?
    /// Region that requests are signed for, as `AWS_REGION`.
    public var region: String?
    /// Bucket with the data sets, as `DATASET_BUCKET`.
    public var bucket: String?
    /// Where the keys to the store are.
    public var credentialsSecretRef: StorageCredentials?
    /// Claim whose volume holds data sets and checkpoints; only of a `local` store.
    public var claimName: String?

    /// Describes a store.
    public init(
        type: ObjectStore.Kind,
        endpoint: String? = nil,
        region: String? = nil,
        bucket: String? = nil,
        credentialsSecretRef: StorageCredentials? = nil,
        claimName: String? = nil
    ) {
        self.type = type
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.credentialsSecretRef = credentialsSecretRef
        self.claimName = claimName
    }

    public static let fields = Fields(
        "Object store for data and checkpoints.",
        from: TrainingStorage(type: .local),
        rules: [
            ValidationRule(
                "!has(self.claimName) || self.type == 'local'",
                message: "`claimName` is for type local; the others are reached over the network"
            )
        ]
    ) {
        Field.store(\.type, \.endpoint, \.region, \.credentialsSecretRef)
        Field(
            "bucket",
            \.bucket,
            .string(.bucket),
            "Bucket with the data sets, for DATASET_BUCKET. Without it, `datasets`."
        )
        Field(
            "claimName",
            \.claimName,
            .string(.dnsSubdomain),
            """
            PersistentVolumeClaim in the same namespace; only for type local. The container finds its folder \
            `datasets` at /workspace/datasets, read-only, and its folder `checkpoints` at /workspace/checkpoints.
            """
        )
        .identified(as: "claim")
    }
}

extension TrainingStorage {
    /// The store itself, without what is where in it.
    public var store: ObjectStore {
        ObjectStore(
            type: type,
            endpoint: endpoint,
            region: region,
            credentialsSecretRef: credentialsSecretRef
        )
    }
}
