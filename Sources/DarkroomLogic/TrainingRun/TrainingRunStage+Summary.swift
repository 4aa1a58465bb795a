import DarkroomAPI
import KubeCore

extension PhaseSummary<TrainingRunPhase> {
    /// What a run's status says about the run's stage. Nil for a finished run, whose record is final.
    init?(_ stage: TrainingRunStage, _ observed: ObservedTrainingRun) {
        let lastReason = observed.attempts.history.last?.reason
        switch stage {
        case .finished:
            return nil
        case .cancelled:
            self.init(.cancelled, "Cancelled by spec.cancel")
        case .attemptEnded(let ending):
            self.init(ending, observed)
        case .disrupted(let attempt, let pod):
            self.init(attempt.disruption, endingPod: pod, observed)
        case .specChangedTooLate:
            self.init(
                .queued,
                reason: TrainingRun.specImmutable,
                """
                The Job is gone and the spec has changed since it ran; restore the spec, or delete this run and \
                create another
                """
            )
        case .invalidSpec(let problems):
            self.init(.failed, reason: problems.first?.reason.rawValue, problems.summary())
        case .suspended:
            self.init(.suspended, "Suspended by spec.suspend")
        case .replacingJobs:
            self.init(queued: "Replacing the Job because the spec has changed", observed)
        case .awaitingOldJob(let job):
            self.init(
                queued: "Waiting for the previous Job \(job.metadata.name) to be deleted",
                reason: lastReason,
                observed
            )
        case .awaitingOldPod(let pod):
            self.init(
                queued: "Waiting for the previous pod \(pod.metadata.name) to terminate",
                reason: lastReason,
                observed
            )
        case .backingOff:
            self.init(queued: observed.attempts.interlude, reason: lastReason, observed)
        case .jobRejected(let rejection):
            self.init(.queued, reason: rejection.reason, rejection.summary)
        case .creatingJob:
            self.init(.queued, reason: lastReason, observed.attempts.interlude ?? "Creating the Job")
        case .deletingJob(let job):
            self.init(queued: "Waiting for Job \(job.name) to be deleted", observed)
        case .jobInterrupted(let job):
            self.init(queued: "Job \(job.name) ended because it was suspended; another one follows", observed)
        case .awaitingPodStatus:
            self.init(
                observed.previous.phase ?? .running,
                observed.rejection?.summary ?? "The Job has ended; waiting for the status of its pod"
            )
        case .active(_, let activity):
            self.init(activity, observed)
            // The Job continues as it did: a rejection explains why nothing is done about it.
            if let rejection = observed.rejection { message = rejection.summary }
        }
    }

    /// A run that waits for something, unless the API server rejects what would let it continue.
    private init(queued message: String?, reason: String? = nil, _ observed: ObservedTrainingRun) {
        self.init(.queued, reason: observed.rejection?.reason ?? reason, observed.rejection?.summary ?? message)
    }

    /// The phase from before stays while the trainer saves its work.
    private init(_ disruption: TrainingDisruption, endingPod pod: PodView, _ observed: ObservedTrainingRun) {
        let phase = observed.previous.phase.flatMap { [.scheduling, .validating, .running].contains($0) ? $0 : nil }
        let account = disruption.message ?? disruption.reason
        let limit = pod.metadata.deletionTimestamp.map { " until \($0)" } ?? ""
        self.init(
            phase ?? (observed.startTime == nil ? .scheduling : .running),
            reason: disruption.reason,
            observed.rejection?.summary ?? "\(account). Its container has time\(limit) to save its work"
        )
    }

    private init(_ ending: AttemptEnding, _ observed: ObservedTrainingRun) {
        switch ending.consequence {
        case .end(.succeeded):
            self.init(.succeeded)
        case .end(let phase):
            let tries = observed.attempts.tryNumber
            let (disruption, limit) = (observed.attempts.disruptions + 1, observed.attempts.disruptionLimit)
            let count =
                ending.attempt.isDisrupted
                ? " (disruption \(disruption), and retry.disruptionLimit is \(limit))"
                : tries > 1 ? " (after \(tries) tries)" : ""
            let account = (ending.attempt.message ?? "") + count
            self.init(phase, reason: ending.attempt.reason, account)
        case .nextAttempt:
            let history = observed.attempts.history + [ending.attempt]
            let attempts = TrainingAttempts(history, of: observed.run.spec)
            self.init(.queued, reason: ending.attempt.reason, attempts.interlude)
        }
    }
}
