import DarkroomAPI
import KubeCore

/// What makes one run of a pipeline the same run: the pipeline's UID, what its steps do, and the rerun token.
///
/// The run's name follows from it, so one cause can never have two runs, not even after a reply was lost or a cache
/// was stale.
struct PipelineRunIdentity: Hashable, Sendable {
    /// Hash of the part of the spec that a change of starts a new run.
    let specHash: String
    /// Rerun token.
    let runID: String?
    /// Name of the run's Workflow.
    let workflowName: String

    /// Longest name of a Workflow: its pods' names add a step and a hash to it, and hosts are cut at 63.
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

    /// What the steps do. `runPolicy` is not in it: how runs are held, counted and kept is no reason to run again.
    /// Neither is the operator's configuration. Members are written by hand and left out at their defaults: one
    /// added later, at its default, must not make every finished pipeline run again after an upgrade.
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
