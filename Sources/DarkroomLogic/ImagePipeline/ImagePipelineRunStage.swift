import DarkroomAPI
import KubeCore

/// Where one run of an ImagePipeline stands whose Workflow exists.
enum ImagePipelineRunStage: Hashable, Sendable {
    /// Argo has not picked the Workflow up.
    case awaitingArgo
    /// No step has started; `trouble` names the step that cannot, and why.
    case awaitingFirstStep(trouble: String?)
    /// Steps run, or have run; `trouble` names the first step with a problem.
    case running(trouble: String?)
    /// The run is in progress, but Argo stores the status of its steps where the operator cannot read it.
    case runningUnreadably
    /// The run was told to end early.
    case stopping
    /// The run has had its time, and Argo is ending it.
    case pastDeadline
    /// `runPolicy.suspend` holds the run.
    case suspended
    /// Argo has finished the run.
    case ended(ImagePipelinePhase, message: String?)

    /// - Parameter record: What the status already says about this run's end.
    init(
        _ workflow: WorkflowView,
        _ steps: ImagePipelineSteps,
        record: ImagePipelineRunSummary?,
        now: Timestamp
    ) {
        if let end = workflow.endPhase {
            // The message is decided once and then kept: the pods that explain the end may be gone by the next
            // reconciliation.
            let known = record?.isOfEnd(of: workflow) == true ? record?.message : nil
            let message = known ?? Self.explanation(end, workflow, steps)
            self = .ended(end, message: end == .succeeded ? nil : message.excerpt(1000))
        } else if workflow.isShutDown {
            self = .stopping
        } else if workflow.isPastDeadline(now: now) {
            self = .pastDeadline
        } else if workflow.spec?.suspend == true {
            self = .suspended
        } else if (workflow.status?.phase?.rawValue ?? "").isEmpty {
            self = .awaitingArgo
        } else {
            switch steps {
            case .unreadable: self = .runningUnreadably
            case .readable(let steps):
                let trouble = steps.lazy.compactMap(\.trouble).first
                let isStarted = steps.contains { $0.phase != .pending }
                self = isStarted ? .running(trouble: trouble) : .awaitingFirstStep(trouble: trouble)
            }
        }
    }

    private static func explanation(
        _ end: ImagePipelinePhase,
        _ workflow: WorkflowView,
        _ steps: ImagePipelineSteps
    ) -> String {
        let failed = steps.statuses.filter { $0.phase == .failed }
        let message = (workflow.status?.message ?? "").excerpt()
        // A step that an error of the whole run has cut off explains nothing.
        let isExplained = workflow.status?.phase == .error && !message.isEmpty
        if end == .failed, let first = failed.first(where: { $0.message != nil }) ?? (isExplained ? nil : failed.first)
        {
            let cause = first.trouble ?? "step \(first.name) failed"
            switch failed.count {
            case 1: return cause
            case 2: return "\(cause) (1 more step failed)"
            case let count: return "\(cause) (\(count - 1) more steps failed)"
            }
        }
        return message.isEmpty ? "The run ended early" : message
    }
}

extension ImagePipelineRunStage {
    /// The pipeline's phase while it displays this run.
    var summary: PhaseSummary<ImagePipelinePhase> {
        switch self {
        case .awaitingArgo:
            PhaseSummary(.pending, "Waiting for the Argo workflow controller to pick up the Workflow")
        case .awaitingFirstStep(let trouble):
            PhaseSummary(.pending, trouble ?? "No step has started yet")
        case .running(let trouble):
            PhaseSummary(.running, trouble)
        case .runningUnreadably:
            PhaseSummary(
                .running,
                "The status of individual steps cannot be read: Argo stores it compressed or in its database"
            )
        case .suspended:
            PhaseSummary(.suspended, "Suspended by spec.runPolicy.suspend; steps that are running finish")
        case .stopping:
            PhaseSummary(.running, reason: "Stopping", "The run is being stopped early")
        case .pastDeadline:
            PhaseSummary(.running, reason: "DeadlineExceeded", "The run has exceeded its deadline and is being ended")
        case .ended(let phase, let message):
            PhaseSummary(phase, message)
        }
    }

    /// Whether the run has not ended.
    var isUnderWay: Bool {
        switch self {
        case .awaitingArgo, .awaitingFirstStep, .running, .runningUnreadably, .stopping, .pastDeadline, .suspended:
            true
        case .ended: false
        }
    }
}

extension ImagePipelineRunSummary {
    /// Whether this is about the Workflow's present end: `argo retry` continues a run that has ended, which then ends again.
    fileprivate func isOfEnd(of workflow: WorkflowView) -> Bool {
        guard let recorded = completionTime, let end = workflow.status?.finishedAt else { return true }
        return recorded == end
    }
}

extension ImagePipelineStepStatus {
    fileprivate var trouble: String? { message.map { "step \(name): \($0)" } }
}
