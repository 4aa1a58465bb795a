public import DarkroomAPI
public import KubeCore

/// Decides what becomes of an ImagePipeline: one Workflow for every version of what its steps do.
public enum ImagePipelinePlanner {
    /// What to write and what to report. A pure function: the same observation gives the same plan.
    public static func plan(_ observation: ImagePipelineObservation) -> ReconcilePlan<ImagePipelineStatus> {
        // The garbage collector removes the Workflows together with the pipeline.
        guard !observation.pipeline.metadata.isBeingDeleted else {
            return ReconcilePlan(status: observation.pipeline.status ?? ImagePipelineStatus())
        }
        let situation = PipelineSituation(observation)
        return ReconcilePlan(
            writes: PipelineWrites.writes(situation),
            status: PipelineReport.status(situation),
            requeueAfter: requeueAfter(situation)
        )
    }

    /// Name of the Workflow of the run that the pipeline asks for now.
    public static func workflowName(for pipeline: ImagePipeline) -> String {
        PipelineRunIdentity(pipeline).workflowName
    }

    private static func requeueAfter(_ situation: PipelineSituation) -> Duration? {
        let retry = situation.refusal != nil ? ChildRejection.retryDelay : nil
        let removals = situation.workflows.own
            .filter(\.hasEnded)
            .compactMap { PipelineHistory.timeLeft($0, situation) }
            .filter { $0 > .zero }
        return ([retry].compactMap(\.self) + removals).min()
    }
}
