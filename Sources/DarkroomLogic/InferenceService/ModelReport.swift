import DarkroomAPI
import KubeCore

/// Which version of its model an InferenceService has, and whether that is the one it should have.
struct ModelReport: Sendable {
    var status: InferenceModelStatus?
    /// `ModelReady`; nil for a service without model.
    var condition: Condition?

    private init(_ status: InferenceModelStatus?, _ condition: Condition?) {
        self.status = status
        self.condition = condition
    }

    init(_ situation: InferenceServiceSituation) {
        let previous = situation.previous.model
        switch situation.model {
        case .none:
            self.init(nil, nil)
        case .missing(let reason, let message):
            self.init(previous, Self.notReady(reason, message))
        // What was not accepted was not applied either: pods have what they had.
        case .supply where !situation.problems.isEmpty, .fallback where !situation.problems.isEmpty:
            self.init(previous, situation.previous.conditions[ConditionType.modelReady])
        case .supply(let supply):
            self.init(supply, situation, served: previous?.serving)
        case .fallback(let supply, let reason, let message):
            self.init(supply, situation, served: previous?.serving)
            condition = Self.notReady(reason, "\(message); the checkpoint before is served meanwhile")
        }
    }

    private init(_ supply: ModelSupply, _ situation: InferenceServiceSituation, served: ModelVersion?) {
        let pods = situation.livePods
        let new = pods.filter(supply.isLoaded(by:))
        let isNewReady = new.contains(where: \.isReady)
        let old = pods.filter { $0.isReady && !supply.isLoaded(by: $0) }
        let version = supply.version
        // What is served is what pods say that they have: the status may never have seen it, or be behind.
        let loaded = old.compactMap { ModelVersion(DarkroomAnnotation.model, of: $0.metadata) }
        let served = loaded.first { $0 == served } ?? loaded.first ?? served
        switch (isNewReady, !old.isEmpty) {
        case (true, false):
            status = InferenceModelStatus(serving: version)
            condition = Condition.of(ConditionType.modelReady, .true, "Loaded")
        case (true, true):
            status = InferenceModelStatus(serving: served ?? version, loading: served == version ? nil : version)
            condition = Self.notReady("RollingOut", "Containers are being replaced one by one")
        case (false, true):
            status = InferenceModelStatus(serving: served == version ? nil : served, loading: version)
            let trouble = Self.trouble(new, situation)
            let words = trouble?.summary ?? "The new container is loading it"
            condition = Self.notReady(trouble?.reason ?? "Loading", "\(words); \(Self.fallback)")
        case (false, false) where situation.desiredReplicas == 0:
            let wasLoaded = situation.previous.conditions[ConditionType.modelReady]?.status == .true
            status = InferenceModelStatus(serving: version)
            condition =
                wasLoaded && served == version
                ? Condition.of(ConditionType.modelReady, .true, "Loaded")
                : Condition.of(
                    ConditionType.modelReady,
                    .unknown,
                    "NotLoadedYet",
                    "No container has loaded it yet"
                )
        case (false, false):
            status = InferenceModelStatus(loading: version)
            let trouble = Self.trouble(new, situation)
            condition = Self.notReady(trouble?.reason ?? "Loading", trouble?.summary ?? "A container is loading it")
        }
    }

    private static let fallback = "the version before is served meanwhile, and is not put to sleep"

    /// What keeps new pods from having the model.
    private static func trouble(_ pods: [PodView], _ situation: InferenceServiceSituation) -> PodDiagnosis? {
        PodDiagnosis.of(pods) ?? situation.deployment?.stuckRollout(situation.service.spec)
    }

    private static func notReady(_ reason: String, _ message: String) -> Condition {
        Condition.of(ConditionType.modelReady, .false, reason, message)
    }
}

extension ModelVersion: AnnotationRecord {}
