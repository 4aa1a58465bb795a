import DarkroomAPI
import KubeCore

extension TrainingRunStage {
    /// Time until the run has to be looked at even if nothing changes; nil when only a change can lead to something else.
    func requeueAfter(_ observed: ObservedTrainingRun) -> Duration? {
        // No event reports when the API server would accept the rejected write.
        let retry = observed.rejection.map { _ in ChildRejection.retryDelay }
        return [retry, timeToNextChange(observed)].compactMap(\.self).min()
    }

    private func timeToNextChange(_ observed: ObservedTrainingRun) -> Duration? {
        switch self {
        case .finished(.limited(let left)):
            observed.ownJobs.isEmpty ? nil : left
        case .backingOff(let pause):
            pause
        case .awaitingOldPod(let pod):
            pod.timeUntilGivenUp(now: observed.now)
        case .disrupted(_, let pod):
            pod.timeUntilOverdue(now: observed.now)
        case .suspended(.some(let job)), .deletingJob(let job), .awaitingPodStatus(let job), .active(let job, _):
            job.timeToNextChange(now: observed.now)
        case .finished(.unlimited), .finished(.expired), .cancelled, .attemptEnded, .outcomeUnknown,
            .specChangedTooLate, .invalidSpec, .suspended(.none), .replacingJobs, .jobDeletedMidway, .awaitingOldJob,
            .jobRejected,
            .jobInterrupted, .creatingJob:
            nil
        }
    }
}

extension ObservedTrainingJob {
    fileprivate func timeToNextChange(now: Timestamp) -> Duration? {
        let limit: Duration? =
            switch state {
            case .active(let activity): activity.timeLeft
            case .succeeded, .failed: timeForPodStatus(now: now)
            case .interrupted: nil
            }
        return [limit, timeToNextPodEnd(now: now)].compactMap(\.self).min()
    }
}

extension JobActivity {
    /// Time until a limit is reached; nil when none applies.
    fileprivate var timeLeft: Duration? {
        switch self {
        case .awaitingCapacity(_, let limit): limit?.remaining
        case .running(_, .reporting(let left)), .running(_, .stalled(_, .awaitLateReport(let left))): left
        case .trainerEnded(_, .otherContainers(let left)): left
        case .running(_, .unlimited), .running(_, .stalled(_, .report)), .running(_, .stalled(_, .giveUp)),
            .heldBack, .awaitingPod, .checkingDataset, .startingContainer, .trainerEnded(_, .ending),
            .trainerEnded(_, .outlived), .podEnded:
            nil
        }
    }
}
