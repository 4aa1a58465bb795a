import DarkroomAPI
import KubeCore

extension TrainingRunStage {
    /// What only Events tell: why the Job controller cannot create the pod. A Job has no condition for it.
    var eventQuery: EventQuery? {
        switch self {
        case .active(let job, .awaitingPod):
            job.podCreationQuery
        case .active(_, .heldBack), .active(_, .awaitingCapacity), .active(_, .checkingDataset),
            .active(_, .startingContainer), .active(_, .running), .active(_, .trainerEnded), .active(_, .podEnded),
            .finished, .cancelled, .attemptEnded, .disrupted, .outcomeUnknown, .specChangedTooLate, .invalidSpec,
            .suspended, .replacingJobs, .jobDeletedMidway, .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected,
            .creatingJob, .deletingJob, .jobInterrupted, .awaitingPodStatus:
            nil
        }
    }
}

extension ObservedTrainingJob {
    /// Seconds in which a Job controller that has nothing in its way creates a pod.
    private static let podCreationTimeout = 5

    /// Events from before the Job was last started are about a pod that came after all. They have the Job controller's
    /// clock, as that start has.
    fileprivate var podCreationQuery: EventQuery? {
        guard let start = view.status?.startTime ?? view.metadata.creationTimestamp else { return nil }
        return EventQuery(
            subjectUID: view.metadata.uid,
            reason: PodDiagnosis.failedCreate,
            notBefore: start.adding(seconds: Self.podCreationTimeout),
            since: view.status?.startTime
        )
    }
}
