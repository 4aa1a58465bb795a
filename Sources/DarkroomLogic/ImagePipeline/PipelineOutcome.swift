import DarkroomAPI
import KubeCore

/// Phase of an ImagePipeline, with why.
struct PipelineOutcome: Sendable {
    var phase: ImagePipelinePhase
    /// For programs; the phase itself where there is nothing more to say.
    var reason: String
    var message: String?
    /// Status of the condition `Succeeded`, which is about the run the spec asks for and no older one.
    var succeeded: Condition.Status

    init(_ phase: ImagePipelinePhase, reason: String? = nil, _ message: String? = nil) {
        self.phase = phase
        self.reason = reason ?? phase.rawValue
        self.message = message
        succeeded =
            switch phase {
            case .succeeded: .true
            case .failed, .stopped: .false
            case .pending, .running, .suspended: .unknown
            }
    }

    /// This outcome of an older run, while the run the spec asks for waits: the phase is the older run's as long as
    /// it goes on, all else is why the other one waits.
    func `while`(_ waiting: PipelineOutcome, olderRunGoesOn: Bool) -> PipelineOutcome {
        var outcome = waiting
        if olderRunGoesOn { outcome.phase = phase }
        return outcome
    }

    /// The outcome of a run whose Workflow is there.
    init(_ workflow: WorkflowView, _ steps: [PipelineStepStatus]?) {
        if let end = workflow.endPhase {
            self.init(end, end == .succeeded ? nil : Self.whyEnded(workflow, steps, end))
            return
        }
        let unreadable =
            steps == nil ? "The single steps cannot be read: Argo keeps them compressed or elsewhere" : nil
        let trouble = steps?.first { $0.message != nil }.flatMap(Self.words)
        if workflow.spec?.suspend == true {
            self.init(.suspended, "Suspended by runPolicy.suspend; steps at work run to their end")
        } else if workflow.isShutDown {
            self.init(.running, reason: "Stopping", "The run is being ended early")
        } else if (workflow.status?.phase?.rawValue ?? "").isEmpty {
            self.init(.pending, "Waiting for Argo's workflow controller to take up the Workflow")
        } else if let steps, !steps.contains(where: { $0.phase != .pending }) {
            self.init(.pending, trouble ?? "No step has started yet")
        } else {
            self.init(.running, trouble ?? unreadable)
        }
    }

    private static func whyEnded(
        _ workflow: WorkflowView,
        _ steps: [PipelineStepStatus]?,
        _ end: ImagePipelinePhase
    ) -> String {
        let failed = (steps ?? []).filter { $0.phase == .failed }
        if end == .failed, let first = failed.first {
            let others = failed.count > 1 ? " (and \(failed.count - 1) more steps)" : ""
            return (words(first) ?? "step \(first.name) failed") + others
        }
        let message = (workflow.status?.message ?? "").excerpt()
        return message.isEmpty ? "The run ended early" : message
    }

    private static func words(_ step: PipelineStepStatus) -> String? {
        step.message.map { "step \(step.name): \($0)" }
    }
}
