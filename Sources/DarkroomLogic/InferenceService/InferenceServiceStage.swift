import DarkroomAPI
import KubeCore

/// Where an InferenceService stands: how far its children follow its spec, and what its pods do meanwhile.
///
/// Two things are independent of it. ``InferenceWorkload`` says what pods do, and ``ObservedInferenceService/rejection``
/// that a write failed.
enum InferenceServiceStage: Hashable, Sendable {
    /// The spec is not acceptable, and no Deployment exists to fall back on.
    case unacceptable([SpecProblem])
    /// The spec is not acceptable. The children stay unchanged: a typing error must not take a service down.
    case frozen([SpecProblem], InferenceWorkload)
    /// No version of the model is available, and no Deployment serves an earlier one.
    case awaitingModel(ModelProblem)
    /// No version of the model is available. The Deployment, if there is one, stays as it is: pods without the model that
    /// they need would only fail.
    case keepingModel(InferenceWorkload)
    /// The children are what the spec says, or are made so now; pods serve this model, if the service has one.
    case following(ModelSource?, InferenceWorkload)

    init(_ observed: ObservedInferenceService) {
        let workload = InferenceWorkload(observed)
        let isDeployed = observed.deployment.object != nil
        guard observed.problems.isEmpty else {
            self = isDeployed ? .frozen(observed.problems, workload) : .unacceptable(observed.problems)
            return
        }
        switch observed.model {
        case .notConfigured: self = .following(nil, workload)
        case .available(let source), .fallback(let source, _): self = .following(source, workload)
        case .unavailable(let problem):
            // A stopped service needs no model.
            let isWaiting = !isDeployed && !observed.service.spec.stopped
            self = isWaiting ? .awaitingModel(problem) : .keepingModel(workload)
        }
    }
}

extension InferenceServiceStage {
    /// The service's phase, as far as no write was rejected.
    var summary: PhaseSummary<InferenceServicePhase> {
        switch self {
        case .unacceptable(let problems):
            return PhaseSummary(.failed, reason: problems.first?.reason.rawValue, problems.summary())
        case .frozen(let problems, let workload):
            var summary = workload.summary
            summary.message = problems.summary()
            return summary
        case .awaitingModel(let problem):
            return PhaseSummary(.activating, reason: problem.reason, problem.message)
        case .keepingModel(let workload), .following(_, let workload):
            return workload.summary
        }
    }
}
