import DarkroomAPI
import DarkroomLogic
import Exploration
import KubeCore

extension TrainingWorld {
    /// What an action has broken.
    func violation(after action: Action, since before: TrainingWorld) -> Violation<ClusterInvariant>? {
        let working = pods.stored.filter(\.isTrainerRunning)
        if working.count > 1 {
            return Violation(.neverTwoAtWork, "\(working.map(\.name).joined(separator: " and ")) run at the same time.")
        }
        if case .podStarts(let number) = action, let pod = pods.stored.first(where: { $0.number == number }),
            before.truth.shown.contains(pod.revision)
        {
            return Violation(.nothingIsDoneAgain, "The training was done already, and begins again.")
        }
        guard run.stored.status != before.run.stored.status else { return nil }
        let old = before.run.stored.status ?? TrainingRunStatus()
        let new = run.stored.status ?? TrainingRunStatus()
        return violation(from: old, to: new)
    }

    private func violation(
        from old: TrainingRunStatus,
        to new: TrainingRunStatus
    ) -> Violation<ClusterInvariant>? {
        if old.completionTime != nil, (old.phase, old.completionTime, old.history) != new.end {
            return Violation(.endsStay, "It was \(old.words), and is now \(new.words).")
        }
        // A changed spec of a run that has not started begins anew.
        let isReplaced = old.startTime == nil && new.observedGeneration != old.observedGeneration
        if !isReplaced,
            !new.history.starts(with: old.history) || (new.attempts ?? .max) < (old.attempts ?? 0)
                || (new.observedGeneration ?? 0) < (old.observedGeneration ?? 0)
                || (old.startTime != nil && new.startTime != old.startTime)
        {
            return Violation(.statusGoesForward, "It was \(old.words), and is now \(new.words).")
        }
        if old.phase != .succeeded, new.phase == .succeeded, truth.trained.isEmpty {
            return Violation(.successHasEvidence, "The run has Succeeded, but no trainer has done all of its work.")
        }
        if old.completionTime == nil, new.completionTime != nil, new.phase == .failed, !truth.shown.isEmpty {
            return Violation(.endsAreTrue, "The run is \(new.words), but its trainer has done all of its work.")
        }
        return nil
    }

    var violationAtRest: Violation<ClusterInvariant>? {
        let status = run.stored.status ?? TrainingRunStatus()
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
        if let pod = pods.stored.first(where: { $0.exitCode != nil && !$0.isFinished }) {
            return Violation(.overMeansFree, "The trainer of \(pod.name) has ended, and its accelerator is still held.")
        }
        if status.completionTime != nil {
            let held = pods.stored.first { !$0.isFinished }
            return held.map { Violation(.overMeansFree, "The run is \(status.words), and \($0.name) still runs.") }
        }
        if isRefused {
            if status.message?.contains("exceeded quota") == true { return nil }
            return Violation(.waitsHaveReasons, "A quota refuses the pod, and the status says: \(status.words).")
        }
        if (status.message ?? "").isEmpty, !pods.stored.contains(where: { $0.isHung }) {
            return Violation(.waitsHaveReasons, "The run waits, and its status does not say for what: \(status.words).")
        }
        return isHeld ? nil : Violation(.nothingHangs, "Nothing holds the run, but it stays \(status.words).")
    }

    /// Whether the Job controller cannot make the pod of a Job.
    private var isRefused: Bool {
        guard arePodsRefused else { return false }
        return jobs.stored.contains { job in
            !job.isSuspended && job.end == nil && !pods.stored.contains { $0.job == job.uid }
        }
    }

    /// Whether the run waits for somebody, rightly.
    private var isHeld: Bool {
        let isRefused = run.stored.status?.conditions[ConditionType.accepted]?.status == .false
        // Nobody can know whether to do the work again, except the user, and the status tells how to say so.
        let reason = run.stored.status?.conditions[ConditionType.succeeded]?.reason
        let isUnknown = reason == "OutcomeUnknown"
        return isUnknown || run.stored.isSuspended || truth.isJobHeld || isRefused
            || pods.stored.contains(where: \.isHung)
    }
}

extension TrainingRunStatus {
    fileprivate var end: (TrainingRunPhase?, Timestamp?, [TrainingAttempt]) { (phase, completionTime, history) }

    /// The status in a few words.
    var words: String {
        let name = phase?.rawValue ?? "without a phase"
        return (message ?? "").isEmpty ? name : "\(name) (\(message ?? ""))"
    }
}
