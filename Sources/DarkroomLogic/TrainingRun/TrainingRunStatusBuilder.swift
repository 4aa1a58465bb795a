import DarkroomAPI
import KubeCore

/// Builds a TrainingRun's status from its stage.
struct TrainingRunStatusBuilder: Sendable {
    let stage: TrainingRunStage
    let observed: ObservedTrainingRun

    init(_ stage: TrainingRunStage, _ observed: ObservedTrainingRun) {
        self.stage = stage
        self.observed = observed
    }

    /// Greatest number of attempts that the schema can hold; more than any run can have.
    private static let historyLimit = 16

    /// The complete status.
    var status: TrainingRunStatus {
        let previous = observed.previous
        var status = previous
        status.observedGeneration = observed.run.metadata.generation
        guard let summary = PhaseSummary(stage, observed) else {
            let kept = previous.conditions.filter { $0.type != ConditionType.accepted }
            status.conditions = complete([accepted] + kept)
            return status
        }
        status.phase = summary.phase
        status.message = summary.message?.excerpt(2000)
        status.startTime = observed.startTime
        status.completionTime = completionTime
        status.job = childReference
        status.specHash = specHash
        status.node = observed.job?.pods.first.map(\.nodeName) ?? previous.node
        status.accelerator = observed.attempts.acceleratorClass
        status.attempts = attempts
        status.history = history
        status.traceID = observed.run.traceID
        status.tracking = TrackingLinks.status(of: observed.run, serverOfCluster: observed.mlflowTrackingURI)
        status.gpuSeconds = gpuSeconds(status.history)
        status.conditions = complete(conditions(summary))
        return status
    }

    private func complete(_ conditions: [Condition]) -> [Condition] {
        conditions.complete(
            for: observed.run.metadata,
            previous: observed.previous.conditions,
            now: observed.now
        )
    }

    /// When the run ended; nil while it has not.
    private var completionTime: Timestamp? {
        switch stage {
        case .finished: observed.previous.completionTime
        case .cancelled: observed.now
        case .attemptEnded(let ending):
            switch ending.consequence {
            case .end: ending.attempt.completionTime
            case .nextAttempt: nil
            }
        case .outcomeUnknown, .jobInterrupted, .specChangedTooLate, .invalidSpec, .suspended, .replacingJobs,
            .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected, .creatingJob, .deletingJob, .awaitingPodStatus,
            .active:
            nil
        }
    }

    /// Attempts that have ended, the present one included if it ends now.
    private var history: [TrainingAttempt] {
        let ended: TrainingAttempt? =
            switch stage {
            case .cancelled: cancelledAttempt
            case .attemptEnded(let ending): ending.attempt
            case .finished, .outcomeUnknown, .jobInterrupted, .specChangedTooLate, .invalidSpec, .suspended,
                .replacingJobs, .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected, .creatingJob, .deletingJob,
                .awaitingPodStatus, .active:
                nil
            }
        guard let ended else { return observed.attempts.history }
        return (observed.attempts.history + [ended]).suffix(Self.historyLimit)
    }

    private var cancelledAttempt: TrainingAttempt? {
        let reason = TrainingRunPhase.cancelled.rawValue
        if let job = observed.job {
            return AttemptRecord(job: job, attempts: observed.attempts).ended(observed.now, reason)
        }
        // The Job may have been deleted by an earlier reconcile that could not write the status. What is left of its
        // attempt is the previous status.
        let previous = observed.previous
        guard let job = previous.job, job.uid != nil, let number = previous.attempts,
            number > previous.history.last?.number ?? 0
        else { return nil }
        return TrainingAttempt(
            number: number,
            job: job.name,
            accelerator: previous.accelerator,
            node: previous.node,
            startTime: number == 1 ? previous.startTime : nil,
            completionTime: observed.now,
            reason: reason
        )
    }

    private var childReference: ChildReference? {
        if let job = observed.job { return ChildReference(name: job.name, uid: job.view.metadata.uid) }
        switch stage {
        case .creatingJob, .jobInterrupted: return ChildReference(name: observed.jobName)
        case .outcomeUnknown(let job): return job
        case .finished, .cancelled, .attemptEnded, .specChangedTooLate, .invalidSpec, .suspended, .replacingJobs,
            .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected, .deletingJob, .awaitingPodStatus, .active:
            return nil
        }
    }

    /// Whether the present attempt has a Job, or gets one now.
    private var hasBegunAttempt: Bool {
        if observed.job != nil { return true }
        switch stage {
        case .creatingJob, .jobRejected, .jobInterrupted, .outcomeUnknown: return true
        case .finished, .cancelled, .attemptEnded, .specChangedTooLate, .invalidSpec, .suspended, .replacingJobs,
            .awaitingOldJob, .awaitingOldPod, .backingOff, .deletingJob, .awaitingPodStatus, .active:
            return false
        }
    }

    /// Attempts so far; nil before the first.
    private var attempts: Int? {
        hasBegunAttempt ? observed.attempts.number : observed.attempts.history.last?.number
    }

    private var specHash: String? {
        if let job = observed.job { return job.view.specHash ?? observed.previous.specHash }
        return hasBegunAttempt ? observed.specHash : observed.previous.specHash
    }

    /// Time that ended attempts held accelerators. The present one is added at its end: a number that grew with time
    /// would be written again and again.
    private func gpuSeconds(_ history: [TrainingAttempt]) -> Int? {
        guard let count = observed.run.spec.accelerator?.count else { return nil }
        let seconds = TrainingAttempts(history, of: observed.run.spec).secondsRun
        let (product, overflow) = seconds.multipliedReportingOverflow(by: count)
        return overflow ? nil : max(0, product)
    }
}
