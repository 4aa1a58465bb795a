import DarkroomAPI
import KubeCore

/// What is known of the model that an InferenceService is to serve.
enum ModelWish: Hashable, Sendable {
    /// The service has no model beside its image.
    case none
    /// This version.
    case supply(ModelSupply)
    /// This version, although there is a newer one, which cannot be had.
    case fallback(ModelSupply, reason: String, String)
    /// There is none yet.
    case missing(reason: String, String)

    /// The version that pods are to have, if there is one.
    var supply: ModelSupply? {
        switch self {
        case .supply(let supply), .fallback(let supply, _, _): supply
        case .none, .missing: nil
        }
    }

    /// - Parameters:
    ///   - trainingRun: The run that the service names, if it names one and that exists.
    ///   - deployment: The service's own, if there is one.
    ///   - pods: The service's pods that are not on their way out.
    init(
        _ service: InferenceService,
        trainingRun run: TrainingRun? = nil,
        deployment: DeploymentView? = nil,
        pods: [PodView] = []
    ) {
        guard let model = service.spec.model else {
            self = .none
            return
        }
        guard let training = model.trainingRun else {
            self = ModelSupply(model).map(Self.supply) ?? .missing(reason: "NoModel", "spec.model names none")
            return
        }
        let recorded = CheckpointModel(recordedOn: deployment, of: training.name)
        let present = recorded.map { ModelSupply($0, mountPath: model.mountPath) }
        let best = run.flatMap { CheckpointModel(of: $0, storage: model.storage) }
        if let best, let problem = best.problem {
            self =
                present.map { .fallback($0, reason: "UnusableCheckpoint", problem) }
                ?? .missing(reason: "UnusableCheckpoint", problem)
        } else if let present, best == nil || Self.isTakingOver(present, pods, deployment, service.spec) {
            self = .supply(present)
        } else if let best {
            self = .supply(ModelSupply(best, mountPath: model.mountPath))
        } else if run == nil {
            let words = "There is no TrainingRun \(training.name) in this namespace"
            self = .missing(reason: "TrainingRunNotFound", words)
        } else {
            let words = "TrainingRun \(training.name) has not reported its best checkpoint yet"
            self = .missing(reason: "NoCheckpoint", words)
        }
    }

    /// Whether pods of a version are on their way to taking the place of others. What is better still waits for them:
    /// a training that improves faster than models load would otherwise never get anything served.
    private static func isTakingOver(
        _ supply: ModelSupply,
        _ pods: [PodView],
        _ deployment: DeploymentView?,
        _ spec: InferenceServiceSpec
    ) -> Bool {
        let new = pods.filter(supply.isLoaded(by:))
        return pods.contains(where: \.isReady) && !new.isEmpty && !new.contains(where: \.isReady)
            && PodDiagnosis.of(new) == nil && deployment?.stuckRollout(spec) == nil
    }
}
