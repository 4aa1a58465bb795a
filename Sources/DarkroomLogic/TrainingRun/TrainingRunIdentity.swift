import DarkroomAPI
import KubeCore

/// What makes one training run the same run: its spec without what only steers it.
enum TrainingRunIdentity {
    /// Hash of the described run; the Job carries it, so that a changed spec shows on the Job itself.
    ///
    /// It is made from the spec and not from the Job, so that neither a new release nor a new operator
    /// configuration makes a run that has started look changed. Members are written by hand and left out at their
    /// defaults: a member added later, at its default, must not change the hash of runs that exist.
    static func specHash(of spec: TrainingRunSpec) -> String {
        var described = ContainerIdentity.members(of: TrainingContainer(spec))
        described["model"] = spec.model.map(JSONValue.string)
        described["taskType"] = spec.taskType.map(JSONValue.string)
        if !spec.hyperparameters.isEmpty {
            described["hyperparameters"] = .object(spec.hyperparameters.mapValues(\.json))
        }
        if spec.retry.limit != 0 { described["retryLimit"] = .integer(Int64(spec.retry.limit)) }
        described["runSeconds"] = spec.timeouts.runSeconds.map { .integer(Int64($0)) }
        if let accelerator = spec.accelerator, !accelerator.fallback.isEmpty {
            described["fallback"] = .array(accelerator.fallback.map(JSONValue.string))
            described["fallbackAfterSeconds"] = .integer(Int64(accelerator.fallbackAfterSeconds))
        }
        described["queueName"] = spec.queueName.map(JSONValue.string)
        return SpecHash.of(.object(described))
    }

    /// Name of the Job of an attempt. The UID is in it, so that a run recreated under the same name never meets a
    /// Job of the one before; the limit leaves room for what pods' names add.
    static func jobName(of metadata: ObjectMeta, attempt: Int) -> String {
        ObjectName.derive(metadata.name, suffix: "\(SpecHash.short(metadata.uid))-\(attempt)", limit: 57)
    }
}
