public import DarkroomAPI
public import KubeCore

/// Plans what an InferenceService needs: a Service, and a Deployment that is never below its smallest number of pods.
public enum InferenceServicePlanner {
    /// What to write and what to report. A pure function: the same observation gives the same plan.
    public static func plan(
        _ observation: InferenceServiceObservation
    ) -> ReconcilePlan<InferenceServiceStatus> {
        // The garbage collector removes the children together with the service.
        guard !observation.service.metadata.isBeingDeleted else {
            return ReconcilePlan(status: observation.service.status ?? InferenceServiceStatus())
        }
        let observed = ObservedInferenceService(observation)
        let stage = InferenceServiceStage(observed)
        return ReconcilePlan(
            writes: InferenceServiceActions.actions(stage, observed),
            status: InferenceServiceStatusBuilder(stage, observed).status,
            // The same at every stage: children, pods and the TrainingRun are watched, but no event tells when a
            // rejection is over.
            requeueAfter: observed.rejection.map { _ in ChildRejection.retryDelay }
        )
    }

    /// Name of the service's Deployment and of its Service.
    public static func childName(for service: InferenceService) -> String {
        InferenceServiceName.child(of: service.metadata.name)
    }
}
