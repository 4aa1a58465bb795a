/// Data a ``TrainingRun`` learns from.
public struct TrainingDataset: Hashable, Sendable, Codable {
    /// Id of the data set, as `DATASET_ID`; trainers look for it at `s3://datasets/{id}/data.zip`.
    public var id: String

    /// Names a data set.
    public init(id: String) { self.id = id }
}

extension TrainingDataset: Schematic {
    public static let schema = Schema.object(
        "Data to learn from.",
        [
            .required(
                "id",
                .string(StringFormat(length: 1...253, pattern: "^[A-Za-z0-9][-A-Za-z0-9._]*$")),
                """
                Id of the data set, for the container's environment variable DATASET_ID. Trainers look for it at \
                `s3://datasets/{id}/data.zip` of the storage.
                """
            )
        ]
    )
}
