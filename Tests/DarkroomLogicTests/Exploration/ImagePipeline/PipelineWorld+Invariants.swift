import DarkroomAPI
import Exploration
import KubeCore

extension PipelineWorld {
    /// What an action has broken.
    func violation(after action: Action, since before: PipelineWorld) -> Violation<ClusterInvariant>? {
        let runs = pods.stored.filter { $0.container == .running }.map(\.run)
        if Set(runs).count < runs.count {
            return Violation(.neverTwoAtWork, "Two pods do the same step of the same run.")
        }
        if case .podStarts(let number) = action, let pod = pods.stored.first(where: { $0.number == number }),
            before.truth.ended.contains(pod.run)
        {
            return Violation(.nothingIsDoneAgain, "The run had ended, and begins again.")
        }
        guard pipeline.stored.status != before.pipeline.stored.status else {
            // The operator has looked at everything, and lets the status stand.
            let isContent = action == .operatorReconciles && !`operator`.isQueued && !workflows.isBehind
            return isContent ? pipeline.stored.status.flatMap(truthOfEnds) : nil
        }
        let old = before.pipeline.stored.status ?? ImagePipelineStatus()
        let new = pipeline.stored.status ?? ImagePipelineStatus()
        return violation(from: old, to: new)
    }

    private func violation(
        from old: ImagePipelineStatus,
        to new: ImagePipelineStatus
    ) -> Violation<ClusterInvariant>? {
        if (new.observedGeneration ?? 0) < (old.observedGeneration ?? 0) {
            return Violation(.statusGoesForward, "It was about generation \(old.observedGeneration ?? 0).")
        }
        for record in old.recentRuns where !truth.retried.contains(record.name) {
            let present = new.recentRuns.first { $0.name == record.name }
            if present != record {
                return Violation(
                    .endsStay,
                    "The record of a run was \(record.words), and is now \(present?.words ?? "gone")."
                )
            }
        }
        for record in new.recentRuns where !old.recentRuns.contains(record) {
            if record.phase == .succeeded, !truth.done.contains(record.name) {
                return Violation(.successHasEvidence, "A run has Succeeded, but its step has not done all of its work.")
            }
            if record.phase == .failed || record.phase == .stopped, !truth.failed.contains(record.name) {
                return Violation(
                    .endsAreTrue,
                    "A run is \(record.words), but nothing of it failed, and nobody stopped it."
                )
            }
        }
        return nil
    }

    var violationAtRest: Violation<ClusterInvariant>? {
        let status = pipeline.stored.status ?? ImagePipelineStatus()
        if undisturbedAction != nil {
            return Violation(.writesStop, "Things go on and on. The status is \(status.words).")
        }
        let plan = plan
        if !plan.writes.isEmpty || plan.status != status {
            return Violation(
                .writesStop,
                "Nothing has changed, but the operator wants to write: \(plan.writes.verbs), \(plan.status.words)."
            )
        }
        if let stopping = workflows.stored.first(where: { $0.shutdown != nil && !$0.hasEnded }) {
            return Violation(
                .nothingHangs,
                "\(stopping.uid) was told to stop, and nothing will end it. The status stays \(status.words)."
            )
        }
        return truthOfEnds(status) ?? reason(status)
    }

    /// A record is true if it is about the last end of its run.
    private func truthOfEnds(_ status: ImagePipelineStatus) -> Violation<ClusterInvariant>? {
        for workflow in workflows.stored {
            let record = status.recentRuns.first { $0.name == workflow.name }
            if !workflow.hasEnded, let record {
                return Violation(.endsAreTrue, "\(workflow.uid) has not ended, but its record is \(record.words).")
            }
            if workflow.phase == .succeeded, let message = record?.message {
                return Violation(.endsAreTrue, "\(workflow.uid) has Succeeded, but the status says: \(message).")
            }
            let end = workflow.endTime.map { Timestamp.noon.adding(seconds: $0) }
            if workflow.hasEnded, let record, record.completionTime != end {
                return Violation(.endsAreTrue, "The record of \(workflow.uid) has the time of an earlier end.")
            }
        }
        return nil
    }

    private func reason(_ status: ImagePipelineStatus) -> Violation<ClusterInvariant>? {
        switch status.phase {
        case .succeeded?, .failed?, .stopped?: return nil
        case .pending?, .running?, .suspended?, nil: break
        }
        if workflows.stored.contains(where: { $0.step?.isRefused == true && !$0.isSuspended && !$0.hasEnded }) {
            // Behind an older run, the older run's step has the reason.
            let words = [status.message] + status.steps.map(\.message)
            if words.contains(where: { $0?.contains("exceeded quota") == true }) { return nil }
            return Violation(.waitsHaveReasons, "A quota refuses the pod, and the status says: \(status.words).")
        }
        if (status.message ?? "").isEmpty {
            return Violation(.waitsHaveReasons, "The run waits, and its status does not say for what: \(status.words).")
        }
        return pipeline.stored.isSuspended
            ? nil : Violation(.nothingHangs, "Nothing holds the run, but it stays \(status.words).")
    }
}

extension ImagePipelineRunSummary {
    /// The record in a few words.
    fileprivate var words: String { phase.rawValue + (message.map { " (\($0))" } ?? "") }
}

extension ImagePipelineStatus {
    /// The status in a few words.
    var words: String {
        let name = phase?.rawValue ?? "without a phase"
        return (message ?? "").isEmpty ? name : "\(name) (\(message ?? ""))"
    }
}
