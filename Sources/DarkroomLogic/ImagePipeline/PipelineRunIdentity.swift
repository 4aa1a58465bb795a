import DarkroomAPI
import KubeCRD
import KubeCore

/// What makes one run of a pipeline the same run: the pipeline's UID, what its steps do, and the rerun token.
///
/// The run's name follows from it, so one cause can never have two runs, not even after a reply was lost or a cache
/// was stale.
struct PipelineRunIdentity: Hashable, Sendable {
    /// Hash of what the steps do; a change of it starts a new run. The operator's configuration is not in it.
    let specHash: String
    /// Rerun token.
    let runID: String?
    /// Name of the run's Workflow.
    let workflowName: String

    /// Longest name of a Workflow: its pods' names add a step and a hash to it, and hosts are cut at 63.
    private static let nameLimit = 50

    init(_ pipeline: ImagePipeline) {
        specHash = SpecHash.of(pipeline.spec.identity)
        runID = pipeline.metadata.annotations[DarkroomAnnotation.runID]
        let cause = [pipeline.metadata.uid, specHash, runID ?? ""].joined(separator: "\n")
        workflowName = ObjectName.derive(
            pipeline.metadata.name,
            suffix: SpecHash.short(cause),
            limit: Self.nameLimit
        )
    }
}
