import DarkroomAPI
import KubeCore

/// How the Workflow of the run that the spec asks for disappeared before the run's end was on record.
///
/// A Workflow that is missing says nothing about its end: a user may have deleted it midway, and then it is created again; or
/// it had ended and was removed, by Argo or by a janitor, and then its work must not be done a second time.
enum ImagePipelineDisappearance: Sendable {
    /// The operator saw the Workflow's end, and then saw it disappear.
    case afterEnd(WorkflowView)
    /// The Workflow had not ended: the operator saw it until then, or it left pods that have not ended.
    case midway
    /// No replica of the operator was there to see whether it had ended.
    case unseen

    /// Nil if the run has had no Workflow, as far as is known, or if that has only lost its owner.
    init?(_ observed: ObservedImagePipeline) {
        guard !observed.isNameTaken else { return nil }
        let name = observed.requested.workflowName
        let run = observed.previous.run.flatMap { $0.name == name && $0.completionTime == nil ? $0 : nil }
        let seen = observed.departed.last { workflow in
            workflow.metadata.name == name && (run?.uid == nil || run?.uid == workflow.metadata.uid)
        }
        if let seen, seen.hasEnded {
            self = .afterEnd(seen)
            return
        }
        // What is not on record needs no second thought: the run is to start.
        guard run?.uid != nil else { return nil }
        self = seen != nil || observed.podsOfRequestedRun.contains { !$0.isFinished } ? .midway : .unseen
    }
}
