import DarkroomAPI
import KubeCRD
import KubeCore

/// What identifies one run of a pipeline: the pipeline's UID, what its steps do, and the rerun token.
///
/// The run's name is derived from it, so one cause never has two runs, not even after a lost reply or with a stale
/// cache.
struct ImagePipelineRunIdentity: Hashable, Sendable {
    /// Hash of what the steps do; a change of it starts a new run. The operator's configuration is not in it.
    let specHash: String
    /// Rerun token.
    let runID: String?
    /// Name of the run's Workflow.
    let workflowName: String

    /// Greatest length of a Workflow's name: its pods' names append a step and a hash, and host names are cut at 63.
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

    /// The rerun token as far as a status can hold it.
    ///
    /// A longer one is not accepted; but an earlier release may have started a run by it.
    var recordedRunID: String? { runID.map { String($0.unicodeScalars.prefix(DarkroomAnnotation.maxLength)) } }
}
