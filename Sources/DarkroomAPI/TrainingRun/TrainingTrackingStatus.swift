public import KubeCRD

/// Where the record of a ``TrainingRun``'s experiment is.
public struct TrainingTrackingStatus: Hashable, FieldCoded {
    /// The record in MLflow.
    public var mlflow: MLflowLinks?

    /// Names records.
    public init(mlflow: MLflowLinks? = nil) { self.mlflow = mlflow }

    public static let fields = Fields("Where the experiment is recorded.", from: TrainingTrackingStatus()) {
        Field("mlflow", \.mlflow)
    }
}

/// How to find a run in MLflow. Its own id is known to the trainer alone; the tags that Darkroom gives it lead there.
public struct MLflowLinks: Hashable, FieldCoded {
    /// Page of the tracking server.
    public var url: String
    /// What to type into its search field.
    public var filter: String

    /// Describes a way.
    public init(url: String, filter: String) {
        self.url = url
        self.filter = filter
    }

    public static let fields = Fields("How to find the run in MLflow.", from: MLflowLinks(url: "", filter: "")) {
        Field(required: "url", \.url, .string(length: 1...4096), "Page of the tracking server.")
        Field(required: "filter", \.filter, .string(length: 1...512), "Filter for its search field.")
    }
}
