import DarkroomAPI
import KubeCore

/// One run of an ImagePipeline whose Workflow exists.
struct ObservedImagePipelineRun: Hashable, Sendable {
    /// Name of the Workflow.
    let name: String
    let uid: String
    /// Hash of what the Workflow was made from.
    let specHash: String?
    let startTime: Timestamp?
    let steps: ImagePipelineSteps
    /// Steps done, of all steps.
    let progress: String?
    let stage: ImagePipelineRunStage

    init(_ workflow: WorkflowView, _ observed: ObservedImagePipeline) {
        name = workflow.metadata.name
        uid = workflow.metadata.uid
        specHash = workflow.specHash
        startTime = workflow.status?.startedAt
        // The spec's steps are those of the requested run; an older run keeps the steps that it was recorded with.
        let isRequested = name == observed.requested.workflowName
        let stepNames = isRequested ? observed.pipeline.spec.steps.map(\.name) : observed.previous.steps.map(\.name)
        steps = ImagePipelineSteps(workflow, stepNames: stepNames, pods: observed.pods)
        progress = (steps.progress ?? workflow.status?.progress)?.excerpt(31)
        stage = ImagePipelineRunStage(workflow, steps, record: observed.record(of: name), now: observed.now)
    }
}
