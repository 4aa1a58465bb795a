import DarkroomAPI
import KubeCore

/// What identifies a training run: its spec, without the members that only steer it.
enum TrainingRunIdentity {
    /// Hash of the spec; the Job carries it, so that a changed spec shows on the Job itself.
    ///
    /// It is made from the spec and not from the Job, so that neither a new release nor a new operator
    /// configuration makes a run that has started look changed. Members are written by hand and left out at their
    /// defaults: a member that is added later must not change the hash of existing runs.
    static func specHash(of spec: TrainingRunSpec) -> String {
        var described = ContainerIdentity.members(of: TrainingContainer(spec))
        if let framework = spec.framework {
            described["image"] = nil
            described["framework"] = .string(framework)
        }
        described["dataset"] = spec.dataset.flatMap(\.id).map(JSONValue.string)
        described["datasetURI"] = spec.dataset.flatMap(\.uri).map(JSONValue.string)
        described["datasetChecks"] = spec.dataset.flatMap(\.verify).map(checks)
        described["checkpoints"] = spec.checkpoints.uri.map(JSONValue.string)
        described["metric"] = spec.metric.map(JSONValue.string)
        described["storage"] = spec.storage.map(storage)
        described["mlflow"] = spec.tracking.mlflow.map(mlflow)
        described["model"] = spec.model.map(JSONValue.string)
        described["taskType"] = spec.taskType.map(JSONValue.string)
        if !spec.hyperparameters.isEmpty {
            described["hyperparameters"] = .object(spec.hyperparameters.mapValues(\.json))
        }
        if spec.retry.limit != 0 { described["retryLimit"] = .integer(Int64(spec.retry.limit)) }
        if !spec.retry.resumeFromCheckpoint { described["resumeFromCheckpoint"] = false }
        described["startupSeconds"] = spec.timeouts.startupSeconds.map { .integer(Int64($0)) }
        described["heartbeatSeconds"] = spec.timeouts.heartbeatSeconds.map { .integer(Int64($0)) }
        if spec.timeouts.onStall != .report { described["onStall"] = .string(spec.timeouts.onStall.rawValue) }
        described["runSeconds"] = spec.timeouts.runSeconds.map { .integer(Int64($0)) }
        if let accelerator = spec.accelerator, !accelerator.fallback.isEmpty {
            described["fallback"] = .array(accelerator.fallback.map(JSONValue.string))
            described["fallbackAfterSeconds"] = .integer(Int64(accelerator.fallbackAfterSeconds))
        }
        described["queueName"] = spec.queueName.map(JSONValue.string)
        return SpecHash.of(.object(described))
    }

    private static func checks(_ checks: DatasetChecks) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["minFiles"] = checks.minFiles.map { .integer(Int64($0)) }
        members["maxSize"] = checks.maxSize.map(JSONValue.string)
        if !checks.expect.isEmpty { members["expect"] = .array(checks.expect.map(JSONValue.string)) }
        return .object(members)
    }

    private static func storage(_ storage: TrainingStorage) -> JSONValue {
        var members: [String: JSONValue] = ["type": .string(storage.type.rawValue)]
        members["endpoint"] = storage.endpoint.map(JSONValue.string)
        members["region"] = storage.region.map(JSONValue.string)
        members["bucket"] = storage.bucket.map(JSONValue.string)
        members["claim"] = storage.claimName.map(JSONValue.string)
        members["keys"] = storage.credentialsSecretRef.map {
            [.string($0.name), .string($0.accessKeyIDKey), .string($0.secretAccessKeyKey)]
        }
        return .object(members)
    }

    private static func mlflow(_ mlflow: MLflowTracking) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["trackingURI"] = mlflow.trackingURI.map(JSONValue.string)
        members["experiment"] = mlflow.experiment.map(JSONValue.string)
        members["runName"] = mlflow.runName.map(JSONValue.string)
        if !mlflow.tags.isEmpty { members["tags"] = .object(mlflow.tags.mapValues(JSONValue.string)) }
        return .object(members)
    }

    /// Name of the Job of an attempt. It includes the UID, so that a run recreated under the same name never meets a
    /// Job of its predecessor; the limit leaves room for the suffix of pod names.
    static func jobName(of metadata: ObjectMeta, attempt: Int) -> String {
        ObjectName.derive(metadata.name, suffix: "\(SpecHash.short(metadata.uid))-\(attempt)", limit: 57)
    }
}
