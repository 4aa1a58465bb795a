public import DarkroomAPI
public import KubeCore

/// Decides what happens to a TrainingRun: one Job after the other, until one succeeds or no retry is left.
public enum TrainingRunPlanner {
    /// What to write and what to report. A pure function: the same observation gives the same plan.
    public static func plan(_ observation: TrainingRunObservation) -> ReconcilePlan<TrainingRunStatus> {
        // The garbage collector deletes the Jobs together with the run.
        guard !observation.run.metadata.isBeingDeleted else {
            return ReconcilePlan(status: observation.run.status ?? TrainingRunStatus())
        }
        let observed = ObservedTrainingRun(observation)
        let stage = TrainingRunStage(observed)
        return ReconcilePlan(
            writes: TrainingRunActions(observed, TrainingAttemptChildren(observation)).writes(stage),
            status: TrainingRunStatusBuilder(stage, observed).status,
            requeueAfter: stage.requeueAfter(observed),
            eventQuery: stage.eventQuery
        )
    }

    /// Name of the Job of the run's present attempt.
    public static func jobName(for run: TrainingRun) -> String {
        let attempts = TrainingAttempts(run.status?.history ?? [], of: run.spec)
        return TrainingRunIdentity.jobName(of: run.metadata, attempt: attempts.number)
    }
}
