import DarkroomAPI
import KubeCore

/// Builds the status of an InferenceService at a stage.
struct InferenceServiceStatusBuilder: Sendable {
    let stage: InferenceServiceStage
    let observed: ObservedInferenceService

    init(_ stage: InferenceServiceStage, _ observed: ObservedInferenceService) {
        self.stage = stage
        self.observed = observed
    }

    var status: InferenceServiceStatus {
        let summary = summary
        let model = InferenceModelStage(observed)
        let ready = Condition.of(ConditionType.ready, isServing ? .true : .false, summary)
        let modelReady = model.condition(observed)
        var status = observed.previous
        status.observedGeneration = observed.service.metadata.generation
        status.phase = summary.phase
        status.message = summary.message?.excerpt(2000)
        status.url = url
        status.replicas = InferenceReplicas(desired: observed.desiredReplicas, ready: observed.readyReplicas)
        status.model = model.status(previous: observed.previous.model)
        status.conditions = [.accepted(observed.problems), ready, modelReady].compactMap(\.self).complete(
            for: observed.service.metadata,
            previous: observed.previous.conditions,
            now: observed.now
        )
        return status
    }

    /// The service's phase.
    var summary: PhaseSummary<InferenceServicePhase> {
        guard let rejection = observed.rejection else { return stage.summary }
        switch stage {
        case .unacceptable:
            // With another spec, there may be no rejection.
            return stage.summary
        case .frozen, .awaitingModel, .keepingModel, .following:
            // Without a Deployment there are no pods; without a Service they cannot be reached under its name.
            let isMissingChild = observed.deployment.object == nil || observed.clusterService.object == nil
            let phase = isMissingChild ? .failed : stage.summary.phase
            return PhaseSummary(phase, reason: rejection.reason, rejection.summary)
        }
    }

    /// Whether requests are answered: by a pod, or by one that the gateway wakes for them. A service that has been scaled
    /// to zero serves.
    private var isServing: Bool {
        guard observed.deployment.object != nil, observed.clusterService.object != nil else { return false }
        switch stage {
        case .unacceptable, .awaitingModel: return false
        case .frozen(_, let workload), .keepingModel(let workload), .following(_, let workload):
            switch workload {
            case .stopped, .creating, .obstructed: return false
            case .idle(let source): return source.isPossible || observed.readyReplicas > 0
            case .activating:
                return observed.floor == 0 && observed.wakeSource.isPossible && observed.rejection == nil
            case .degraded, .rollingOut, .ready: return true
            }
        }
    }

    /// Address of the service; nil while no Service exists, and none is about to be created.
    private var url: String? {
        switch observed.clusterService {
        case .present, .terminating: observed.address
        case .missing: observed.problems.isEmpty ? observed.address : nil
        case .rejected: nil
        }
    }
}
