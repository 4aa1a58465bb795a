import DarkroomAPI
import KubeCore

/// What identifies one run of a pipeline: the pipeline's UID, what its steps do, and the rerun token.
///
/// The run's name is derived from it, so one cause never has two runs, not even after a lost reply or with a stale
/// cache.
struct PipelineRunIdentity: Hashable, Sendable {
    /// Hash of the part of the spec whose change starts a new run.
    let specHash: String
    /// Rerun token.
    let runID: String?
    /// Name of the run's Workflow.
    let workflowName: String

    /// Greatest length of a Workflow's name: its pods' names append a step and a hash, and host names are cut at 63.
    private static let nameLimit = 50

    init(_ pipeline: ImagePipeline) {
        specHash = SpecHash.of(Self.described(pipeline.spec))
        runID = pipeline.metadata.annotations[DarkroomAnnotation.runID]
        let cause = [pipeline.metadata.uid, specHash, runID ?? ""].joined(separator: "\n")
        workflowName = ObjectName.derive(
            pipeline.metadata.name,
            suffix: SpecHash.short(cause),
            limit: Self.nameLimit
        )
    }

    /// What the steps do. It excludes `runPolicy` and the operator's configuration: how runs are suspended, counted and
    /// retained is no reason to run again. Members are written by hand and omitted at their defaults: one that a later
    /// release adds, at its default, must not make every finished pipeline run again after an upgrade.
    private static func described(_ spec: ImagePipelineSpec) -> JSONValue {
        var members: [String: JSONValue] = ["steps": .array(spec.steps.map(described))]
        members["serviceAccountName"] = spec.serviceAccountName.map(JSONValue.string)
        return .object(members)
    }

    private static func described(_ step: PipelineStep) -> JSONValue {
        var members = ContainerIdentity.members(of: step)
        members["name"] = .string(step.name)
        if !step.parameters.isEmpty { members["parameters"] = .object(step.parameters.mapValues(\.json)) }
        if !step.dependsOn.isEmpty { members["dependsOn"] = .array(step.dependsOn.map(JSONValue.string)) }
        members["retryLimit"] = step.retry.map { .integer(Int64($0.limit)) }
        members["timeoutSeconds"] = step.timeoutSeconds.map { .integer(Int64($0)) }
        return .object(members)
    }
}
