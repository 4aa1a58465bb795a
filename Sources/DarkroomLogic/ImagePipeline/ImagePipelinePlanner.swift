public import DarkroomAPI
public import KubeCore

/// Plans what an ImagePipeline needs: one Workflow for each version of what its steps do.
public enum ImagePipelinePlanner {
    /// What to write and what to report. A pure function: the same observation gives the same plan.
    public static func plan(_ observation: ImagePipelineObservation) -> ReconcilePlan<ImagePipelineStatus> {
        // The garbage collector removes the Workflows together with the pipeline.
        guard !observation.pipeline.metadata.isBeingDeleted else {
            return ReconcilePlan(status: observation.pipeline.status ?? ImagePipelineStatus())
        }
        let observed = ObservedImagePipeline(observation)
        let stage = ImagePipelineStage(observed)
        return ReconcilePlan(
            writes: ImagePipelineActions.actions(stage, observed),
            status: ImagePipelineStatusBuilder(stage, observed).status,
            requeueAfter: requeueAfter(observed)
        )
    }

    /// Name of the Workflow of the run that the pipeline's spec asks for.
    public static func workflowName(for pipeline: ImagePipeline) -> String {
        ImagePipelineRunIdentity(pipeline).workflowName
    }

    /// The same at every stage: runs change only with their Workflows, which are watched. Only the end of a rejection,
    /// the expiry of a finished run and the deadline of a suspended one, which Argo does not act on, come without an event.
    private static func requeueAfter(_ observed: ObservedImagePipeline) -> Duration? {
        let retry = observed.rejection.map { _ in ChildRejection.retryDelay }
        let deadlines = observed.workflows
            .filter { !$0.hasEnded && $0.spec?.suspend == true }
            .compactMap { $0.timeToDeadline(now: observed.now) }
        return [retry, ImagePipelineHistory.nextExpiry(observed), deadlines.min()].compactMap(\.self).min()
    }
}
