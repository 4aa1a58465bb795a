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
        status.disruption = disruption
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
        case .disrupted, .outcomeUnknown, .specChangedTooLate, .invalidSpec, .suspended, .replacingJobs,
            .jobDeletedMidway, .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected, .creatingJob, .deletingJob,
            .jobInterrupted, .awaitingPodStatus,
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
            case .finished, .disrupted, .outcomeUnknown, .specChangedTooLate, .invalidSpec, .suspended, .replacingJobs,
                .jobDeletedMidway, .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected, .creatingJob,
                .deletingJob, .jobInterrupted,
                .awaitingPodStatus, .active:
                nil
            }
        guard let ended else { return observed.attempts.history }
        return (observed.attempts.history + [ended]).suffix(TrainingAttempt.maxCount)
    }

    private var cancelledAttempt: TrainingAttempt? {
        let reason = TrainingRunPhase.cancelled.rawValue
        let attempts = observed.attempts
        if let job = observed.job { return AttemptRecord(job: job, attempts: attempts).ended(observed.now, reason) }
        let previous = observed.previous
        if let disrupted = observed.disrupted {
            return AttemptRecord(disrupted, previous: previous, attempts: attempts).ended(observed.now, reason)
        }
        // The Job may have been deleted by an earlier reconcile that could not write the status. What is left of its
        // attempt is the previous status.
        guard previous.job?.uid != nil, let number = previous.attempts, number == attempts.number else { return nil }
        return AttemptRecord(previous: previous, attempts: attempts).ended(observed.now, reason)
    }

    /// Why the present attempt is ending. It stays on record until its end is.
    private var disruption: TrainingDisruption? {
        switch stage {
        case .disrupted(let attempt, _): attempt.disruption
        case .finished, .cancelled, .attemptEnded, .outcomeUnknown, .specChangedTooLate, .invalidSpec, .suspended,
            .replacingJobs, .jobDeletedMidway, .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected,
            .creatingJob, .deletingJob, .jobInterrupted, .awaitingPodStatus, .active:
            nil
        }
    }

    private var childReference: ChildReference? {
        if let job = observed.job {
            return ChildReference(name: job.name, uid: isJobGivenUp ? nil : job.view.metadata.uid)
        }
        switch stage {
        case .creatingJob, .jobDeletedMidway: return ChildReference(name: observed.jobName)
        case .outcomeUnknown(let job): return job
        case .finished, .cancelled, .attemptEnded, .disrupted, .specChangedTooLate, .invalidSpec, .suspended,
            .replacingJobs, .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected, .deletingJob, .jobInterrupted,
            .awaitingPodStatus, .active:
            return nil
        }
    }

    /// Whether the run itself gives the present Job up, and makes another one in its place.
    private var isJobGivenUp: Bool {
        switch stage {
        case .jobInterrupted: return true
        case .active(let job, _) where observed.isReplacedOnResumption(job): return true
        default: break
        }
        return observed.isJobGivenUpOnRecord && observed.job?.isBeingDeleted == true
    }

    /// Whether the present attempt has a Job, or gets one now.
    private var hasBegunAttempt: Bool {
        if observed.job != nil { return true }
        switch stage {
        case .creatingJob, .jobRejected, .jobDeletedMidway, .outcomeUnknown: return true
        case .finished, .cancelled, .attemptEnded, .disrupted, .specChangedTooLate, .invalidSpec, .suspended,
            .replacingJobs, .awaitingOldJob, .awaitingOldPod, .backingOff, .deletingJob, .jobInterrupted,
            .awaitingPodStatus, .active:
            return false
        }
    }

    /// Attempts so far; nil before the first.
    private var attempts: Int? {
        let isPresent = hasBegunAttempt || disruption != nil
        let number = isPresent ? observed.attempts.number : observed.attempts.history.last?.number
        // An attempt whose Job is deleted has begun all the same. Those of another spec are counted anew.
        let isSameSpec = observed.previous.specHash == specHash
        return [number, isSameSpec ? observed.previous.attempts : nil].compactMap(\.self).max()
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
