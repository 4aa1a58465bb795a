import DarkroomAPI
import KubeCore

/// Where an InferenceService stands with the version of its model that its pods should serve.
enum InferenceModelStage: Hashable, Sendable {
    /// The service has no model besides its image.
    case notConfigured
    /// No version is available.
    case unavailable(ModelProblem)
    /// The spec is not acceptable, and so was not applied: pods keep their model.
    case unchanged
    /// A pod serves the version, and no pod serves another.
    case loaded(ModelVersion)
    /// A pod serves the version, while others still serve the previous one, which is nil if it is not known.
    case rollingOut(from: ModelVersion?, to: ModelVersion)
    /// No pod serves the version yet, while others serve the previous one, as above; the diagnosis says what keeps it from loading.
    case replacing(ModelVersion?, with: ModelVersion, PodDiagnosis?)
    /// No pod serves anything yet; the diagnosis says what keeps the version from loading.
    case loading(ModelVersion, PodDiagnosis?)
    /// The service is scaled to zero; the next pod loads the version, which one has loaded before or not.
    case scaledToZero(ModelVersion, hasBeenLoaded: Bool)

    init(_ observed: ObservedInferenceService) {
        switch observed.model {
        case .notConfigured: self = .notConfigured
        case .unavailable(let problem): self = .unavailable(problem)
        case .available(let source), .fallback(let source, _):
            self = observed.problems.isEmpty ? Self(source, observed) : .unchanged
        }
    }

    private init(_ source: ModelSource, _ observed: ObservedInferenceService) {
        let version = source.version
        let new = observed.pods.filter(source.isLoaded(by:))
        let old = observed.pods.filter { $0.isReady && !source.isLoaded(by: $0) }
        // The pods show which version they serve: the status may be behind, or may never have included it.
        let loaded = old.compactMap { ModelVersion(DarkroomAnnotation.model, of: $0.metadata) }
        let recorded = observed.previous.model?.serving
        let served = loaded.first { $0 == recorded } ?? loaded.first ?? recorded
        func diagnosis() -> PodDiagnosis? {
            PodDiagnosis.of(new) ?? observed.deployment.object?.stuckRollout(observed.service.spec)
        }
        switch (isLoaded: new.contains(where: \.isReady), isOldServed: !old.isEmpty) {
        case (isLoaded: true, isOldServed: false): self = .loaded(version)
        case (isLoaded: true, isOldServed: true): self = .rollingOut(from: served, to: version)
        case (isLoaded: false, isOldServed: true):
            self = .replacing(served == version ? nil : served, with: version, diagnosis())
        case (isLoaded: false, isOldServed: false) where observed.desiredReplicas == 0:
            let wasReady = observed.previous.conditions[ConditionType.modelReady]?.status == .true
            self = .scaledToZero(version, hasBeenLoaded: wasReady && served == version)
        case (isLoaded: false, isOldServed: false): self = .loading(version, diagnosis())
        }
    }
}

extension InferenceModelStage {
    /// Which versions are served and loaded.
    func status(previous: InferenceModelStatus?) -> InferenceModelStatus? {
        switch self {
        case .notConfigured: nil
        case .unavailable, .unchanged: previous
        case .loaded(let version): InferenceModelStatus(serving: version)
        case .rollingOut(let old, let new): InferenceModelStatus(serving: old ?? new, loading: old == new ? nil : new)
        case .replacing(let old, let new, _): InferenceModelStatus(serving: old, loading: new)
        case .loading(let version, _): InferenceModelStatus(loading: version)
        case .scaledToZero(let version, _): InferenceModelStatus(serving: version)
        }
    }

    /// `ModelReady`; nil for a service without model.
    func condition(_ observed: ObservedInferenceService) -> Condition? {
        switch (self, observed.model) {
        case (.notConfigured, _): nil
        case (.unavailable(let problem), _): Self.notReady(problem.reason, problem.message)
        case (.unchanged, _): observed.previous.conditions[ConditionType.modelReady]
        // That a newer version is not available matters more than how the present one is doing.
        case (_, .fallback(_, let problem)):
            Self.notReady(problem.reason, "\(problem.message); the previous checkpoint is served meanwhile")
        case (.loaded, _), (.scaledToZero(_, hasBeenLoaded: true), _):
            .of(ConditionType.modelReady, .true, "Loaded")
        case (.scaledToZero(_, hasBeenLoaded: false), _):
            .of(ConditionType.modelReady, .unknown, "NotLoadedYet", "No container has loaded the model yet")
        case (.rollingOut, _): Self.notReady("RollingOut", "Containers are being replaced one by one")
        case (.replacing(_, _, let diagnosis), _):
            Self.notReady(
                diagnosis?.reason ?? "Loading",
                """
                \(diagnosis?.summary ?? "The new container is loading the model"); \
                the previous version is served meanwhile, and is not scaled to zero
                """
            )
        case (.loading(_, let diagnosis), _):
            Self.notReady(diagnosis?.reason ?? "Loading", diagnosis?.summary ?? "A container is loading the model")
        }
    }

    private static func notReady(_ reason: String, _ message: String) -> Condition {
        .of(ConditionType.modelReady, .false, reason, message)
    }
}

extension ModelVersion: AnnotationRecord {
    var fitsStatus: Bool {
        uri.utf8.count <= 8192 && (1...2048).contains(uri.unicodeScalars.count)
            && (0...TrainerStatus.maxEpoch).contains(epoch ?? 0)
    }
}
