public import DarkroomAPI
import KubeCore

/// Decides what becomes of a TrainingRun: one Job, carried to its end once.
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

    /// Name of the run's Job.
    public static func jobName(for run: TrainingRun) -> String {
        TrainingRunIdentity.jobName(of: run.metadata)
    }

    private static func requeueAfter(_ situation: TrainingRunSituation) -> Duration? {
        if !situation.isFinished, situation.refusal != nil { return ChildRefusal.retryDelay }
        guard let ttl = situation.run.spec.ttlSecondsAfterFinished, !situation.ownJobs.isEmpty,
            let end = situation.previous.completionTime
        else { return nil }
        return TimeLimit.remaining(ttl, after: end, now: situation.now)
    }
}
