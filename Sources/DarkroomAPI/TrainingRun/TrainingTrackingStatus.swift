import KubeCore

/// Where the record of a ``TrainingRun``'s experiment is.
public struct TrainingTrackingStatus: Hashable, Sendable, Codable {
    /// The record in MLflow.
    public var mlflow: MLflowLinks?

    /// Names records.
    public init(mlflow: MLflowLinks? = nil) { self.mlflow = mlflow }
}

/// How to find a run in MLflow. Its own id is known to the trainer alone; the tags that Darkroom gives it lead there.
public struct MLflowLinks: Hashable, Sendable, Codable {
    /// Page of the tracking server.
    public var url: String
    /// What to type into its search field.
    public var filter: String

    /// Describes a way.
    public init(url: String, filter: String) {
        self.url = url
        self.filter = filter
    }
}

extension TrainingTrackingStatus: Schematic {
    public static let schema = Schema.object(
        "Where the record of the experiment is.",
        [.optional("mlflow", MLflowLinks.schema)]
    )
}

extension MLflowLinks: Schematic {
    public static let schema = Schema.object(
        "How to find the run in MLflow.",
        [
            .required("url", .string(length: 1...4096), "Page of the tracking server."),
            .required("filter", .string(length: 1...512), "What to type into its search field."),
        ]
    )
}
