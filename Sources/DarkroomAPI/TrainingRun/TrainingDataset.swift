public import KubeCRD

/// Data that a ``TrainingRun`` trains on.
public struct TrainingDataset: Hashable, FieldCoded {
    /// Id of the data set, as `DATASET_ID`; trainers look for it at `s3://datasets/{id}/data.zip`.
    public var id: String?
    /// Address of the data set where it is not at the place its id stands for, as `DATASET_URI`.
    public var uri: String?
    /// What is checked before a container with an accelerator starts; nil checks nothing.
    public var verify: DatasetChecks?

    /// Names a data set.
    public init(id: String? = nil, uri: String? = nil, verify: DatasetChecks? = nil) {
        self.id = id
        self.uri = uri
        self.verify = verify
    }

    public static let fields = Fields(
        "Data to train on.",
        from: TrainingDataset(),
        rules: [
            ValidationRule("has(self.id) || has(self.uri)", message: "must have `id`, `uri` or both")
        ]
    ) {
        Field(
            "id",
            \.id,
            .string(
                StringFormat(
                    length: 1...253,
                    pattern: "^[A-Za-z0-9][-A-Za-z0-9._]*$",
                    words: "letters, digits, `-`, `_` and `.`, beginning with a letter or digit"
                )
            ),
            """
            Id of the data set, for the container's environment variable DATASET_ID. Trainers look for it at \
            `s3://datasets/{id}/data.zip` of the storage.
            """
        )
        .identified(as: "dataset")
        Field(
            "uri",
            \.uri,
            .string(.storageAddress),
            """
            Address of the data set, for DATASET_URI, if it is not where its id says: `s3://bucket/key`, or an \
            absolute path on the storage's volume.
            """
        )
        .identified(as: "datasetURI")
        Field("verify", \.verify).identified(as: "datasetChecks")
    }
}
