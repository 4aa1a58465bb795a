import DarkroomAPI
import KubeCore

/// What the model of an InferenceService resolves to.
enum ModelResolution: Hashable, Sendable {
    /// The service has no model besides its image.
    case notConfigured
    /// This version.
    case available(ModelSource)
    /// This version, because a newer one is not available.
    case fallback(ModelSource, ModelProblem)
    /// No version yet.
    case unavailable(ModelProblem)

    /// The version that pods serve, if there is one.
    var source: ModelSource? {
        switch self {
        case .available(let source), .fallback(let source, _): source
        case .notConfigured, .unavailable: nil
        }
    }

    /// - Parameters:
    ///   - trainingRun: The run that the service names, if it exists.
    ///   - deployment: The service's own, if it exists.
    ///   - pods: The service's pods that are not terminating.
    init(
        _ service: InferenceService,
        trainingRun run: TrainingRun? = nil,
        deployment: DeploymentView? = nil,
        pods: [PodView] = []
    ) {
        guard let model = service.spec.model else {
            self = .notConfigured
            return
        }
        guard let training = model.trainingRun else {
            let problem = ModelProblem(
                reason: "NoModel",
                message: "spec.model names neither a volume, a URI nor a TrainingRun"
            )
            self = ModelSource(model).map(Self.available) ?? .unavailable(problem)
            return
        }
        let recorded = CheckpointModel(recordedOn: deployment, of: training.name)
        let present = recorded.map { ModelSource($0, mountPath: model.mountPath) }
        let best = run.flatMap { CheckpointModel(of: $0, storage: model.storage) }
        if let problem = best?.problem {
            self = present.map { .fallback($0, problem) } ?? .unavailable(problem)
        } else if let present, best == nil || Self.isTakingOver(present, pods, deployment, service.spec) {
            self = .available(present)
        } else if let best {
            self = .available(ModelSource(best, mountPath: model.mountPath))
        } else if run == nil {
            let message = "TrainingRun \(training.name) does not exist in this namespace"
            self = .unavailable(ModelProblem(reason: "TrainingRunNotFound", message: message))
        } else {
            let message = "TrainingRun \(training.name) has not reported its best checkpoint yet"
            self = .unavailable(ModelProblem(reason: "NoCheckpoint", message: message))
        }
    }

    /// Whether pods of a version are about to replace others. A better version waits for them: a TrainingRun that improves
    /// faster than models load would otherwise never get a checkpoint served.
    private static func isTakingOver(
        _ source: ModelSource,
        _ pods: [PodView],
        _ deployment: DeploymentView?,
        _ spec: InferenceServiceSpec
    ) -> Bool {
        let new = pods.filter(source.isLoaded(by:))
        return pods.contains(where: \.isReady) && !new.isEmpty && !new.contains(where: \.isReady)
            && PodDiagnosis.of(new) == nil && deployment?.stuckRollout(spec) == nil
    }
}
