import DarkroomAPI
import KubeCore

/// What is to be written for a TrainingRun.
enum TrainingRunWrites {
    static func writes(_ situation: TrainingRunSituation) -> [ChildWrite] {
        if situation.isFinished { return removalAfterTTL(situation) }
        guard let job = situation.job, let state = situation.jobState else {
            return situation.needsJob && situation.refusal == nil ? [.create(situation.manifest)] : []
        }
        // A Job on its way out is waited for. An end is put on record before anything is done about it.
        if job.metadata.isBeingDeleted || state.isFinished { return [] }
        if situation.run.spec.cancel || situation.isOutdated { return [delete(job)] }
        if situation.run.spec.suspend { return suspension(of: job, queue: situation.run.spec.queueName) }
        return resumption(of: job) + deadline(of: job, state, situation)
    }

    private static func delete(_ job: JobView) -> ChildWrite {
        .delete(JobView.resource, job.key, uid: job.metadata.uid)
    }

    private static func patch(_ job: JobView, _ body: JSONValue) -> ChildWrite {
        .patch(JobView.resource, job.key, uid: job.metadata.uid, body)
    }

    /// Holds a Job. It is removed, to be made again later, where holding it would not last: on servers that drop
    /// `suspend`, and where Kueue decides about the field and would let an admitted Job go on.
    private static func suspension(of job: JobView, queue: String?) -> [ChildWrite] {
        let isOurs = job.metadata.annotations[DarkroomAnnotation.suspended] != nil
        switch (job.spec?.suspend, isOurs) {
        case (true, true): return []
        case (false, false) where queue == nil:
            return [
                patch(
                    job,
                    [
                        "metadata": ["annotations": [DarkroomAnnotation.suspended: "true"]],
                        "spec": ["suspend": true],
                    ]
                )
            ]
        default: return [delete(job)]
        }
    }

    /// Lets a Job go on that was held by us, and no other.
    private static func resumption(of job: JobView) -> [ChildWrite] {
        guard job.metadata.annotations[DarkroomAnnotation.suspended] != nil else { return [] }
        return [
            patch(
                job,
                [
                    "metadata": ["annotations": [DarkroomAnnotation.suspended: nil]],
                    "spec": ["suspend": false],
                ]
            )
        ]
    }

    /// Sets the Job's deadline once its container runs. The Job controller counts from the Job's own start, so the
    /// time the pod waited for a node and an image is added.
    private static func deadline(
        of job: JobView,
        _ state: JobState,
        _ situation: TrainingRunSituation
    ) -> [ChildWrite] {
        guard let limit = situation.run.spec.timeouts.runSeconds, job.spec?.activeDeadlineSeconds == nil,
            !situation.isChangedTooLate, case .running(let pod) = state, let jobStart = job.status?.startTime,
            let start = [pod].firstStart(ofContainer: TrainingRunManifest.containerName)
        else { return [] }
        let (seconds, overflow) = limit.addingReportingOverflow(TimeLimit.seconds(from: jobStart, to: start))
        guard !overflow else { return [] }
        return [patch(job, ["spec": ["activeDeadlineSeconds": .integer(Int64(seconds))]])]
    }

    private static func removalAfterTTL(_ situation: TrainingRunSituation) -> [ChildWrite] {
        guard let end = situation.previous.completionTime,
            let ttl = situation.run.spec.ttlSecondsAfterFinished,
            TimeLimit.remaining(ttl, after: end, now: situation.now) == nil
        else { return cancelledLeftovers(situation) }
        return situation.ownJobs.filter { !$0.metadata.isBeingDeleted }.map(delete)
    }

    /// A cancelled run has no Job that still runs, even if one showed up late in the cache.
    private static func cancelledLeftovers(_ situation: TrainingRunSituation) -> [ChildWrite] {
        guard situation.previous.phase == .cancelled else { return [] }
        return situation.ownJobs.filter { !$0.metadata.isBeingDeleted }.map(delete)
    }
}
