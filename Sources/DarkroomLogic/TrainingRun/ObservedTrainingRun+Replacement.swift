import DarkroomAPI
import KubeCore

/// Jobs that the run itself gives up, to make others in their place.
///
/// The status loses the Job's UID before the Job is deleted. After a restart in between, a Job that is on record and gone
/// would look like one that may have done its work.
extension ObservedTrainingRun {
    /// Whether the status does not hold the UID of the present Job: it never did, or no longer because the run gives the Job
    /// up.
    var isJobGivenUpOnRecord: Bool { previous.job.map { $0.name != job?.name || $0.uid == nil } ?? true }

    /// Whether a suspended Job is replaced instead of being resumed: one that does not know of the last checkpoint, so that
    /// another one begins there; and likewise one that a queue has evicted after it ran.
    func isReplacedOnResumption(_ job: ObservedTrainingJob) -> Bool {
        // Kubernetes does not wait for a terminating pod before it starts the next one.
        guard job.endingPod == nil else { return false }
        let isQueued = run.spec.queueName != nil && job.view.spec?.suspend == true
        let isEvicted = isQueued && startTime != nil
        let resumesFrom = job.view.metadata.annotations[DarkroomAnnotation.resumeFrom]
        // A spec that has changed too late would not get another Job.
        return resumesFrom != run.checkpointToResumeFrom && acceptance != .changedTooLate
            && (job.isSuspendedByRun || isEvicted)
    }
}

extension ObservedTrainingJob {
    /// Whether the Job is suspended because `spec.suspend` asks or asked for it.
    var isSuspendedByRun: Bool { view.metadata.annotations[DarkroomAnnotation.suspended] != nil }
}
