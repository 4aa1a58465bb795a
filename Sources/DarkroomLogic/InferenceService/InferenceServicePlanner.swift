public import DarkroomAPI
public import KubeCore

/// Decides what becomes of an InferenceService: a Deployment, never below its smallest number of pods, and a
/// Service before it.
public enum InferenceServicePlanner {
    /// What to write and what to report. A pure function: the same observation gives the same plan.
    public static func plan(
        _ observation: InferenceServiceObservation
    ) -> ReconcilePlan<InferenceServiceStatus> {
        // The garbage collector removes the children together with the service.
        guard !observation.service.metadata.isBeingDeleted else {
            return ReconcilePlan(status: observation.service.status ?? InferenceServiceStatus())
        }
        let situation = InferenceServiceSituation(observation)
        return ReconcilePlan(
            writes: InferenceServiceWrites.writes(situation),
            status: status(situation),
            requeueAfter: situation.refusal == nil ? nil : ChildRejection.retryDelay
        )
    }

    /// Name of the service's Deployment and of its Service.
    public static func childName(for service: InferenceService) -> String {
        InferenceServiceName.child(of: service.metadata.name)
    }

    private static func status(_ situation: InferenceServiceSituation) -> InferenceServiceStatus {
        let outcome = InferenceServiceOutcome(situation)
        let model = ModelReport(situation)
        let accepted = Condition.accepted(situation.problems)
        let ready = Condition.of(
            ConditionType.ready,
            isServing(situation, outcome) ? .true : .false,
            outcome.reason,
            outcome.message
        )
        var status = situation.previous
        status.observedGeneration = situation.service.metadata.generation
        status.phase = outcome.phase
        status.message = outcome.message?.excerpt(2000)
        status.url = url(situation)
        status.replicas = InferenceReplicas(
            desired: situation.desiredReplicas,
            ready: situation.readyReplicas
        )
        status.model = model.status
        status.conditions = ([accepted, ready] + [model.condition].compactMap(\.self)).complete(
            for: situation.service.metadata,
            previous: situation.previous.conditions,
            now: situation.now
        )
        return status
    }

    /// Whether work is done: by a pod, or by one that the gateway wakes for it. A service that has come down to zero
    /// serves.
    private static func isServing(
        _ situation: InferenceServiceSituation,
        _ outcome: InferenceServiceOutcome
    ) -> Bool {
        guard situation.deployment != nil, situation.clusterService != nil, !situation.service.spec.stopped else {
            return false
        }
        if situation.readyReplicas > 0 { return true }
        let isWaking = outcome.phase == .activating && situation.floor == 0 && !outcome.isTroubled
        return situation.wakening.isPossible && (outcome.phase == .idle || isWaking)
    }

    /// Address at the gateway where that leads here, else the one within the cluster, once there is, or is to be, a
    /// Service behind it.
    private static func url(_ situation: InferenceServiceSituation) -> String? {
        let isComing =
            situation.problems.isEmpty && situation.services.rejection(situation.manifests.key) == nil
        guard situation.clusterService != nil || isComing else { return nil }
        if let address = situation.gatewayAddress, !situation.areRoutesRefused { return address }
        return situation.clusterAddress
    }
}
