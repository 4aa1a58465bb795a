import DarkroomAPI
import KubeCore

/// What is to be written for a TrainingRun.
enum TrainingRunWrites {
    static func writes(_ situation: TrainingRunSituation) -> [ChildWrite] {
        if situation.isFinished { return removalAfterTTL(situation) }
        // Nothing of an older spec may be taken for an attempt of this one, not even what has ended.
        if situation.isOutdated { return situation.ownJobs.compactMap(deleteUnlessChanged) }
        return situation.leftoverJobs.compactMap(delete) + presentAttempt(situation)
    }

    private static func presentAttempt(_ situation: TrainingRunSituation) -> [ChildWrite] {
        guard let job = situation.job else {
            guard situation.needsJob, situation.refusal == nil else { return [] }
            // The Secret first: a pod that looks for it in vain waits for a minute.
            let secret = situation.tokenSecret.map { [ChildWrite.createUnread($0)] } ?? []
            return secret + [.create(situation.manifest)]
        }
        // A Job on its way out is waited for. An end is put on record before anything is done about it.
        if job.metadata.isBeingDeleted || situation.jobState?.isFinished == true { return [] }
        if situation.run.spec.cancel { return [delete(job)].compactMap(\.self) }
        if situation.ending != nil { return [] }
        if situation.run.spec.suspend { return suspension(of: job, queue: situation.run.spec.queueName) }
        // Kubernetes does not wait for a pod that is on its way out before it starts the next.
        let next = situation.endingPod == nil ? resumption(of: job, situation) : []
        return next + deadline(of: job, situation)
    }

    /// Nil for a Job that is on its way out already.
    private static func delete(_ job: JobView) -> ChildWrite? {
        job.metadata.isBeingDeleted
            ? nil : .delete(JobView.resource, job.key, uid: job.metadata.uid)
    }

    /// The same of a Job whose work is to be done again: one that has ended meanwhile must stay to tell that.
    private static func deleteUnlessChanged(_ job: JobView) -> ChildWrite? {
        guard !job.metadata.isBeingDeleted else { return nil }
        let version = job.metadata.resourceVersion
        return .delete(JobView.resource, job.key, uid: job.metadata.uid, resourceVersion: version)
    }

    private static func patch(_ job: JobView, _ body: JSONValue) -> ChildWrite {
        .patch(JobView.resource, job.key, uid: job.metadata.uid, body)
    }

    /// Holds a Job, without the deadline: once it goes on, the Job controller would count the wait for a node as it was
    /// the first time. It is removed, to be made again later, where holding it would not last: on servers that drop
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
                        "spec": ["suspend": true, "activeDeadlineSeconds": nil],
                    ]
                )
            ]
        default: return [deleteUnlessChanged(job)].compactMap(\.self)
        }
    }

    /// Lets a Job go on that was held by us, and no other. One that was made before the last checkpoint was saved is
    /// removed instead, and made again to begin there; so is one whose place a queue has taken away after it ran.
    private static func resumption(of job: JobView, _ situation: TrainingRunSituation) -> [ChildWrite] {
        let isOurs = job.metadata.annotations[DarkroomAnnotation.suspended] != nil
        let isQueued = situation.run.spec.queueName != nil && job.spec?.suspend == true
        let checkpoint = situation.run.checkpointToResumeFrom
        let isBehind = job.metadata.annotations[DarkroomAnnotation.resumeFrom] != checkpoint
        // Of a spec that has changed since, there would be no other Job.
        if isBehind, !situation.isChangedTooLate, isOurs || isQueued && situation.startTime != nil {
            return [deleteUnlessChanged(job)].compactMap(\.self)
        }
        guard isOurs else { return [] }
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
    /// time the pod waited for a node and an image is added; what attempts before have used up is taken off. A queue that
    /// takes the Job's place away makes it wait anew. The limit is the one that the Job was made with: the spec may have
    /// changed when it could not any more.
    private static func deadline(of job: JobView, _ situation: TrainingRunSituation) -> [ChildWrite] {
        let recorded = job.metadata.annotations[DarkroomAnnotation.runSeconds].flatMap { Int($0) }
        let present = situation.isChangedTooLate ? nil : situation.run.spec.timeouts.runSeconds
        guard let limit = recorded ?? present, limit > 0 else { return [] }
        if job.spec?.suspend == true {
            // Its pods may be there for a while.
            let hasDeadline = job.spec?.activeDeadlineSeconds != nil
            return hasDeadline ? [patch(job, ["spec": ["activeDeadlineSeconds": nil]])] : []
        }
        guard job.spec?.activeDeadlineSeconds == nil, case .running(let pod) = situation.jobState,
            let jobStart = job.status?.startTime,
            let start = [pod].firstStart(ofContainer: TrainingRunManifest.containerName)
        else { return [] }
        let left = max(1, limit - situation.attempts.secondsRun)
        let (seconds, overflow) = left.addingReportingOverflow(TimeLimit.seconds(from: jobStart, to: start))
        guard !overflow else { return [] }
        return [patch(job, ["spec": ["activeDeadlineSeconds": .integer(Int64(seconds))]])]
    }

    /// What becomes of the Jobs of a run whose end is on record. A run that was cancelled or failed for its silence has
    /// no Job that still runs, even if one showed up late in the cache.
    private static func removalAfterTTL(_ situation: TrainingRunSituation) -> [ChildWrite] {
        guard let end = situation.previous.completionTime,
            let ttl = situation.run.spec.ttlSecondsAfterFinished,
            TimeLimit.remaining(ttl, after: end, now: situation.now) == nil
        else { return situation.ownJobs.filter { !$0.isFinished }.compactMap(delete) }
        return situation.ownJobs.compactMap(delete)
    }
}
