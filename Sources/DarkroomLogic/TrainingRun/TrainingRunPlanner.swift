public import DarkroomAPI
public import KubeCore

/// Decides what becomes of a TrainingRun: Jobs, one after the other, until one ends well or no try is left.
public enum TrainingRunPlanner {
    /// What to write and what to report. A pure function: the same observation gives the same plan.
    public static func plan(_ observation: TrainingRunObservation) -> ReconcilePlan<TrainingRunStatus> {
        // The garbage collector removes the Job together with the run.
        guard !observation.run.metadata.isBeingDeleted else {
            return ReconcilePlan(status: observation.run.status ?? TrainingRunStatus())
        }
        let situation = TrainingRunSituation(observation)
        return ReconcilePlan(
            writes: TrainingRunWrites.writes(situation),
            status: TrainingRunReport.status(situation),
            requeueAfter: requeueAfter(situation)
        )
    }

    /// Name of the Job of the run's present attempt.
    public static func jobName(for run: TrainingRun) -> String {
        let attempts = TrainingAttempts(run.status?.history ?? [], of: run.spec)
        return TrainingRunIdentity.jobName(of: run.metadata, attempt: attempts.number)
    }

    /// The next moment at which time alone changes something.
    private static func requeueAfter(_ situation: TrainingRunSituation) -> Duration? {
        let refused = situation.refusal.map { _ in ChildRejection.retryDelay }
        guard !situation.isFinished else { return [refused, untilRemoval(situation)].compactMap(\.self).min() }
        return [
            refused,
            situation.isBetweenAttempts ? situation.attempts.pause(now: situation.now) : nil,
            situation.capacityWait?.remaining(now: situation.now),
            untilSilenceMatters(situation),
            situation.timeForNews,
            untilGone(situation.lingeringPod, situation),
            untilGone(situation.endingPod, situation),
            situation.job.map(situation.pods.made)?.compactMap(situation.timeToGo).min(),
        ].compactMap(\.self).min()
    }

    /// Nothing tells of a pod's end on a node that does not answer.
    private static func untilGone(_ pod: PodView?, _ situation: TrainingRunSituation) -> Duration? {
        pod?.metadata.deletionTimestamp.flatMap { TimeLimit.remaining(0, after: $0, now: situation.now) }
    }

    private static func untilSilenceMatters(_ situation: TrainingRunSituation) -> Duration? {
        guard let silence = situation.silence else { return nil }
        if let left = silence.remaining(now: situation.now) { return left }
        guard situation.run.spec.timeouts.onStall != .report else { return nil }
        return silence.remainingGrace(situation.run.status, now: situation.now)
    }

    private static func untilRemoval(_ situation: TrainingRunSituation) -> Duration? {
        guard let ttl = situation.run.spec.ttlSecondsAfterFinished, !situation.ownJobs.isEmpty,
            let end = situation.previous.completionTime
        else { return nil }
        return TimeLimit.remaining(ttl, after: end, now: situation.now)
    }
}
