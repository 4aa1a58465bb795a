import DarkroomAPI
import KubeCore

/// The writes on Jobs that a TrainingRun's stage asks for.
struct TrainingRunActions: Sendable {
    let observed: ObservedTrainingRun
    private let children: TrainingAttemptChildren

    init(_ observed: ObservedTrainingRun, _ children: TrainingAttemptChildren) {
        self.observed = observed
        self.children = children
    }

    func writes(_ stage: TrainingRunStage) -> [ChildWrite] {
        switch stage {
        case .finished(.expired):
            observed.ownJobs.compactMap(\.deletion)
        case .finished(.unlimited), .finished(.limited), .cancelled:
            // A cancelled or stalled run may have a Job that is still active, or that the cache shows late.
            observed.ownJobs.filter { !$0.isFinished }.compactMap(\.deletion)
        case .creatingJob:
            children.creations(of: observed)
        case .disrupted(let attempt, _):
            deletionsOfOldJobs + (attempt.isOnRecord ? [attempt.deletionOfJob].compactMap(\.self) : [])
        case .jobInterrupted(let job):
            deletionsOfOldJobs
                + (observed.isJobGivenUpOnRecord ? [job.view.deletionUnlessChanged].compactMap(\.self) : [])
        case .suspended(.some(let job)):
            deletionsOfOldJobs + suspension(of: job)
        case .active(let job, _):
            deletionsOfOldJobs + resumption(of: job) + deadline(of: job)
        // An end is recorded before it has any consequences.
        case .attemptEnded, .awaitingPodStatus:
            deletionsOfOldJobs
        case .outcomeUnknown, .specChangedTooLate, .invalidSpec, .suspended(.none), .replacingJobs, .jobDeletedMidway,
            .awaitingOldJob, .awaitingOldPod, .backingOff, .jobRejected, .deletingJob:
            deletionsOfOldJobs
        }
    }

    /// Deletes Jobs of other attempts than the present one.
    private var deletionsOfOldJobs: [ChildWrite] {
        // No Job made from an older spec may be mistaken for an attempt of this one, not even one that has ended.
        if observed.hasOutdatedJobs { return observed.ownJobs.compactMap(\.deletionUnlessChanged) }
        return observed.leftoverJobs.compactMap(\.deletion)
    }
}

extension DisruptedAttempt {
    /// Older servers replace a deleted pod at once: two trainers would run side by side.
    fileprivate var deletionOfJob: ChildWrite? {
        guard let job, !job.isFinished else { return nil }
        return job.view.deletion
    }
}

extension JobView {
    /// Deletes the Job; nil when it is being deleted already.
    var deletion: ChildWrite? {
        metadata.isBeingDeleted ? nil : .delete(JobView.resource, key, uid: metadata.uid)
    }

    /// Deletes a Job whose work must be repeated, unless the Job has changed since it was observed: a Job that has
    /// ended meanwhile must stay, so that its end is recorded.
    var deletionUnlessChanged: ChildWrite? {
        guard !metadata.isBeingDeleted else { return nil }
        return .delete(JobView.resource, key, uid: metadata.uid, resourceVersion: metadata.resourceVersion)
    }

    /// A merge patch of the Job.
    func patch(_ body: JSONValue) -> ChildWrite { .patch(JobView.resource, key, uid: metadata.uid, body) }
}
