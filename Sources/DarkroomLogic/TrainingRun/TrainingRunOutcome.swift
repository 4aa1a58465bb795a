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
        } else if let state = situation.jobState, state.isFinished {
            self.init(finished: state, situation)
        } else if situation.isChangedTooLate, situation.job == nil {
            self.init(
                .queued,
                reason: "SpecImmutable",
                "The Job is gone, and the spec it was made from with it"
            )
        } else if !situation.problems.isEmpty, !situation.isSettledSpec, !situation.isChangedTooLate {
            let reason = situation.problems.first?.reason.rawValue
            self.init(.failed, reason: reason, situation.problems.summary())
        } else if spec.suspend {
            self.init(.suspended, "Suspended by spec.suspend")
        } else if let job = situation.job, job.metadata.isBeingDeleted || situation.isOutdated {
            self.init(.queued, "Waiting for the old Job \(job.metadata.name) to be gone")
        } else if let job = situation.job, let state = situation.jobState {
            self.init(active: job, state, situation)
        } else if let refusal = situation.refusal {
            self.init(.queued, reason: refusal.reason, refusal.summary)
        } else {
            self.init(.queued, "The Job is being created")
        }
    }

    private init(active job: JobView, _ state: JobState, _ situation: TrainingRunSituation) {
        let lastEnd = situation.pods.newestFirst.first { $0.phase == .failed }.flatMap(PodDiagnosis.init)
        let tries = situation.run.spec.retry.limit + 1
        switch state {
        case .heldBack:
            let queue = situation.run.spec.queueName.map { "queue \($0)" } ?? "whoever suspended it"
            self.init(.queued, reason: "HeldBack", "The Job waits for \(queue) to let it go on")
        case .withoutPod:
            let words = lastEnd.map { "Waiting for the next try, the last one failed: \($0.summary)" }
            self.init(.queued, words ?? "The Job has no pod yet")
        case .waiting(let pod):
            let diagnosis = PodDiagnosis(pod)
            let node = pod.nodeName.map { "The container is being prepared on node \($0)" }
            self.init(
                .scheduling,
                reason: diagnosis?.reason,
                diagnosis?.summary ?? node ?? "The pod waits for a node"
            )
        case .running(let pod):
            let trouble = PodDiagnosis(pod).map(\.summary)
            let retried = lastEnd.map {
                "Try \(job.attempts) of \(tries), the last one failed: \($0.summary)"
            }
            self.init(.running, trouble ?? retried)
        case .succeeded, .failed:
            self.init(finished: state, situation)
        }
        if let refusal = situation.refusal { message = refusal.summary }
    }

    private init(finished state: JobState, _ situation: TrainingRunSituation) {
        guard case .failed(let condition) = state else {
            self.init(.succeeded)
            return
        }
        if condition.reason == "DeadlineExceeded" {
            let limit = situation.run.spec.timeouts.runSeconds.map { " of \($0) s" } ?? ""
            let words = "DeadlineExceeded: the run went on beyond its limit\(limit) (timeouts.runSeconds)"
            self.init(.failed, reason: "DeadlineExceeded", words)
        } else if let end = situation.pods.newestFirst.first(where: { $0.phase == .failed }).flatMap(
            PodDiagnosis.init
        ) {
            let tries = situation.job?.attempts ?? 1
            self.init(.failed, reason: end.reason, end.summary + (tries > 1 ? " (after \(tries) tries)" : ""))
        } else {
            let reason = condition.reason.filled(or: "Failed")
            self.init(.failed, reason: reason, "\(reason): \((condition.message ?? "").excerpt())")
        }
    }
}
