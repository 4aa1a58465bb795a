import DarkroomAPI
import KubeCore

/// The environment variables that Darkroom gives a trainer.
enum TrainingEnvironment {
    /// Variables that a spec may set itself, in place of Darkroom's.
    static let replaceable: Set = ["AWS_SESSION_TOKEN"]

    /// The variables, in a fixed order.
    ///
    /// - Parameter callbacks: How the trainer reports back; nil when it cannot.
    static func variables(
        of run: TrainingRun,
        callbacks: TrainingCallbacks? = nil,
        _ configuration: OperatorConfiguration
    ) -> [EnvVarApply] {
        identity(of: run) + dataset(run.spec) + (callbacks?.variables ?? [])
            + (callbacks?.kubeflowVariables(of: run) ?? []) + storage(run.spec)
            + tracking(of: run, configuration) + hyperparameters(run.spec)
    }

    private static func literals(_ values: [(name: String, value: String?)]) -> [EnvVarApply] {
        values.compactMap { name, value in value.map { EnvVarApply(name: name, literal: $0) } }
    }

    private static func identity(of run: TrainingRun) -> [EnvVarApply] {
        literals([
            ("JOB_ID", run.metadata.uid),
            ("TRACE_ID", run.traceID),
            ("MODEL_NAME", run.spec.model),
            ("TASK_TYPE", run.spec.taskType),
            ("CHECKPOINT_URI", CheckpointLocations(of: run).own),
            (
                "CHECKPOINT_GRACE_SECONDS",
                String(run.spec.checkpoints.graceSeconds ?? TrainingCheckpointing.defaultGraceSeconds)
            ),
            ("RESUME_FROM", run.checkpointToResumeFrom),
        ])
    }

    /// The store under the contract's names, and under those that boto3, s3fs and the AWS tools read. A run that sets one
    /// of the keys itself gets none of ours beside it: a session token belongs to its pair of keys.
    private static func storage(_ spec: TrainingRunSpec) -> [EnvVarApply] {
        guard let store = spec.storage?.store else { return [] }
        let own = Set(spec.env.map(\.name))
        let keys = store.standardKeys
        let isFree = keys.allSatisfy { !own.contains($0.name) } && !own.contains("AWS_SESSION_TOKEN")
        return store.variables.filter { isFree || $0.name != "AWS_SESSION_TOKEN" } + (isFree ? keys : [])
            + store.standardEndpoint.filter { !own.contains($0.name) }
    }

    /// Which data set it is.
    static func dataset(_ spec: TrainingRunSpec) -> [EnvVarApply] {
        literals([
            ("DATASET_ID", spec.dataset?.id), ("DATASET_URI", spec.dataset?.uri),
            ("DATASET_BUCKET", spec.storage?.bucket),
        ])
    }

    /// Source of the names: https://mlflow.org/docs/latest/api_reference/python_api/mlflow.environment_variables.html
    /// for the address and the experiment; the others are those that trainers' integrations read, `MLFLOW_RUN`
    /// ultralytics' own.
    private static func tracking(
        of run: TrainingRun,
        _ configuration: OperatorConfiguration
    ) -> [EnvVarApply] {
        guard let mlflow = run.spec.tracking.mlflow else { return [] }
        let own = [
            "darkroom.namespace": run.metadata.namespace ?? "", "darkroom.name": run.metadata.name,
            "darkroom.uid": run.metadata.uid, "darkroom.trace_id": run.traceID,
        ]
        let tags = mlflow.tags.merging(own) { _, own in own }.mapValues(JSONValue.string)
        let runName = mlflow.runName ?? run.metadata.name
        return literals([
            ("MLFLOW_TRACKING_URI", mlflow.trackingURI ?? configuration.training.mlflowTrackingURI),
            ("MLFLOW_EXPERIMENT_NAME", mlflow.experiment),
            ("MLFLOW_RUN_NAME", runName),
            ("MLFLOW_RUN", runName),
            ("MLFLOW_TAGS", text(.object(tags))),
        ])
    }

    private static func hyperparameters(_ spec: TrainingRunSpec) -> [EnvVarApply] {
        let each = spec.hyperparameters.sorted { $0.key < $1.key }.map { name, value in
            EnvVarApply(name: variableName(forHyperparameter: name), literal: value.text)
        }
        let all = text(.object(spec.hyperparameters.mapValues(\.json)))
        return each + [EnvVarApply(name: "HYPERPARAMETERS", literal: all)]
    }

    private static func text(_ document: JSONValue) -> String {
        (try? document.canonicalData()).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
