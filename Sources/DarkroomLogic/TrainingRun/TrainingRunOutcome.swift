import DarkroomAPI
import KubeCore

/// Phase of a TrainingRun, with why.
struct TrainingRunOutcome: Sendable {
    var phase: TrainingRunPhase
    /// For programs; the phase itself where there is nothing more to say.
    var reason: String
    var message: String?

    init(_ phase: TrainingRunPhase, reason: String? = nil, _ message: String? = nil) {
        self.phase = phase
        self.reason = reason ?? phase.rawValue
        self.message = message
    }
}

extension TrainingRunOutcome {
    /// The outcome of a run whose end is not on record yet.
    init(_ situation: TrainingRunSituation) {
        let spec = situation.run.spec
        if situation.isCancelled {
            self.init(.cancelled, "Cancelled by spec.cancel")
        } else if let ending = situation.ending, !situation.isOutdated {
            self.init(ending, situation)
        } else if situation.isChangedTooLate, situation.job == nil {
            self.init(
                .queued,
                reason: TrainingRun.specImmutable,
                "The Job is gone, and the spec has changed since it ran: restore the spec, or delete this run and make another"
            )
        } else if !situation.problems.isEmpty, !situation.isSettledSpec, !situation.isChangedTooLate {
            let reason = situation.problems.first?.reason.rawValue
            self.init(.failed, reason: reason, situation.problems.summary())
        } else if spec.suspend, !situation.isKept {
            self.init(.suspended, "Suspended by spec.suspend")
        } else if let job = situation.job, job.metadata.isBeingDeleted || situation.isOutdated {
            self.init(
                .queued,
                reason: situation.refusal?.reason,
                situation.refusal?.summary ?? "Waiting for the old Job \(job.metadata.name) to be gone"
            )
        } else if let state = situation.jobState {
            self.init(active: state, situation)
        } else if let refusal = situation.refusal {
            self.init(.queued, reason: refusal.reason, refusal.summary)
        } else {
            self.init(awaitingJob: situation)
        }
    }

    private init(_ ending: AttemptEnding, _ situation: TrainingRunSituation) {
        switch ending.consequence {
        case .end(.succeeded):
            self.init(.succeeded)
        case .end(let phase):
            let tries = situation.attempts.tryNumber
            let account = (ending.attempt.message ?? "") + (tries > 1 ? " (after \(tries) tries)" : "")
            self.init(phase, reason: ending.attempt.reason, account)
        case .nextAttempt:
            let history = situation.attempts.history + [ending.attempt]
            let attempts = TrainingAttempts(history, of: situation.run.spec)
            self.init(.queued, reason: ending.attempt.reason, attempts.interlude)
        }
    }

    private init(active state: JobState, _ situation: TrainingRunSituation) {
        let attempts = situation.attempts
        let lastFailure = attempts.lastFailure.map { $0.message ?? $0.reason }
        switch state {
        case .heldBack:
            if let pod = situation.endingPod {
                self.init(.queued, "Waiting for the old pod \(pod.metadata.name) to be gone")
                break
            }
            let queue = situation.run.spec.queueName.map { "queue \($0)" } ?? "whoever suspended it"
            self.init(.queued, reason: "HeldBack", "The Job waits for \(queue) to let it go on")
        case .withoutPod:
            self.init(.queued, "The Job has no pod yet")
        case .podEnded:
            self.init(afterPod: situation)
        case .waiting(let pod):
            if case .running = pod.datasetCheck {
                self.init(.validating, "The data set is being checked before the trainer starts")
                break
            }
            let diagnosis = PodDiagnosis(pod)
            let node = pod.nodeName.map { "The container is being prepared on node \($0)" }
            self.init(
                .scheduling,
                reason: diagnosis?.reason,
                diagnosis?.summary ?? node ?? "The pod waits for a node"
            )
        case .running(let pod):
            if let silence = situation.silence, silence.remaining(now: situation.now) == nil {
                self.init(.running, reason: Silence.reason, silence.words)
                break
            }
            let trouble = PodDiagnosis(pod).map(\.summary)
            let retried = lastFailure.map {
                "Try \(attempts.tryNumber) of \(attempts.tries), the last one failed: \($0)"
            }
            self.init(.running, trouble ?? retried)
        case .succeeded, .failed:
            // An ended Job is an ended attempt, which has its own words, as soon as its pod's end is known too.
            self.init(situation.previous.phase ?? .running, "The Job has ended; how its pod did is awaited")
        }
        if let refusal = situation.refusal { message = refusal.summary }
    }

    /// What was told before the pod ended stands for the moment until its Job tells how: a phase in between would be one
    /// more write, and no news.
    private init(afterPod situation: TrainingRunSituation) {
        let previous = situation.previous
        guard let phase = previous.phase, [.scheduling, .validating, .running].contains(phase) else {
            self.init(.queued, "The pod of before is at its end; what becomes of the Job is awaited")
            return
        }
        if let pod = situation.overduePod, let time = pod.metadata.deletionTimestamp {
            let place = pod.nodeName.map { " on node \($0)" } ?? ""
            self.init(
                phase,
                reason: "PodOverdue",
                "PodOverdue: pod \(pod.metadata.name)\(place) was to have ended by \(time); see what keeps it there"
            )
            return
        }
        self.init(phase, reason: previous.conditions[ConditionType.running]?.reason, previous.message)
    }

    private init(awaitingJob situation: TrainingRunSituation) {
        let last = situation.attempts.history.last
        if let job = situation.leftoverJobs.first {
            self.init(
                .queued,
                reason: last?.reason,
                "Waiting for the old Job \(job.metadata.name) to be gone"
            )
        } else if let pod = situation.lingeringPod {
            self.init(
                .queued,
                reason: last?.reason,
                "Waiting for the old pod \(pod.metadata.name) to be gone"
            )
        } else {
            let interlude = situation.attempts.interlude
            self.init(.queued, reason: last?.reason, interlude ?? "The Job is being created")
        }
    }
}
