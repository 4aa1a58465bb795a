public import KubeCRD

/// Where a ``TrainingRun``'s container keeps the record of its experiments. Darkroom itself talks to none of it.
public struct TrainingTracking: Hashable, FieldCoded {
    /// Tracking in MLflow.
    public var mlflow: MLflowTracking?

    /// Describes tracking.
    public init(mlflow: MLflowTracking? = nil) { self.mlflow = mlflow }

    public static let fields = Fields(
        "Where the container records its experiments.",
        from: TrainingTracking()
    ) {
        Field("mlflow", \.mlflow)
    }
}

/// Tracking in MLflow.
public struct MLflowTracking: Hashable, FieldCoded {
    /// Address of the tracking server; nil is the one of the operator's configuration.
    public var trackingURI: String?
    /// Experiment the run belongs to.
    public var experiment: String?
    /// Name of the run; nil is that of the object.
    public var runName: String?
    /// Tags of the run.
    public var tags: [String: String]

    /// Describes tracking.
    public init(
        trackingURI: String? = nil,
        experiment: String? = nil,
        runName: String? = nil,
        tags: [String: String] = [:]
    ) {
        self.trackingURI = trackingURI
        self.experiment = experiment
        self.runName = runName
        self.tags = tags
    }

    public static let fields = Fields("Tracking in MLflow.", from: MLflowTracking()) {
        Field(
            "trackingURI",
            \.trackingURI,
            .string(.httpURL),

            """
            Address of the tracking server, for MLFLOW_TRACKING_URI. Without it, the one of the operator's \
            configuration.
            """
        )
        Field(
            "experiment",
            \.experiment,
            .string(length: 1...253),
            "Experiment the run belongs to, for MLFLOW_EXPERIMENT_NAME."
        )
        Field(
            "runName",
            \.runName,
            .string(length: 1...253),
            "Name of the run, for MLFLOW_RUN_NAME and MLFLOW_RUN. Without it, the name of this object."
        )
        Field(
            "tags",
            \.tags,
            .map(of: .string(length: 0...1024), maxProperties: 32),
            "Tags of the run, for MLFLOW_TAGS: a JSON object that also holds Darkroom's own tags."
        )
    }
}
