import DarkroomAPI
import KubeCore

/// Where an ImagePipeline stands with the run that its spec asks for.
enum ImagePipelineStage: Hashable, Sendable {
    /// The run cannot start. An older run stays on display while its Workflow exists.
    case blocked(ImagePipelineBlocker, displayed: ObservedImagePipelineRun?)
    /// The run's Workflow was deleted midway. This plan takes its UID off the record, so that the run starts again even if
    /// the operator stops now.
    case interrupted
    /// The run's Workflow is gone, and whether the run had ended is not known. It does not start again by itself.
    case outcomeUnknown
    /// This plan creates the run's Workflow.
    case starting
    /// The run's Workflow exists, or has just disappeared after its end.
    case started(ObservedImagePipelineRun)
    /// The run's end is on record and its Workflow is gone. The record is final: the run does not start again.
    case recorded(ImagePipelineRunSummary)

    init(_ observed: ObservedImagePipeline) {
        let name = observed.requested.workflowName
        if let workflow = observed.workflow(named: name) {
            self = .started(ObservedImagePipelineRun(workflow, observed))
        } else if let record = observed.requestedRunRecord {
            self = .recorded(record)
        } else {
            self.init(withoutWorkflow: observed)
        }
    }

    private init(withoutWorkflow observed: ObservedImagePipeline) {
        switch ImagePipelineDisappearance(observed) {
        // Its end is recorded now, as if it were still there.
        case .afterEnd(let workflow): self = .started(ObservedImagePipelineRun(workflow, observed))
        case .midway: self = .interrupted
        case .unseen: self = .outcomeUnknown
        case nil:
            if let blocker = ImagePipelineBlocker(observed) {
                self = .blocked(blocker, displayed: observed.displayedOlderRun)
            } else {
                self = .starting
            }
        }
    }
}

extension ImagePipelineStage {
    /// The run that the status describes in detail, if its Workflow exists.
    var displayedRun: ObservedImagePipelineRun? {
        switch self {
        case .blocked(_, let run): run
        case .started(let run): run
        case .interrupted, .outcomeUnknown, .starting, .recorded: nil
        }
    }
}

extension ObservedImagePipeline {
    fileprivate var requestedRunRecord: ImagePipelineRunSummary? {
        let name = requested.workflowName
        if let record = record(of: name) { return record }
        guard let run = previous.run, run.name == name, let end = run.completionTime else { return nil }
        // Newer runs may have pushed it off the list.
        return ImagePipelineRunSummary(
            name: name,
            phase: previous.phase ?? .succeeded,
            startTime: run.startTime,
            completionTime: end
        )
    }

    fileprivate var displayedOlderRun: ObservedImagePipelineRun? {
        let shown = previous.run.flatMap { workflow(named: $0.name) } ?? unfinishedOlderRuns.last
        return shown.map { ObservedImagePipelineRun($0, self) }
    }
}
