import DarkroomAPI
import KubeCore

/// What an observation of an InferenceService amounts to; writes and status are both concluded from it.
struct InferenceServiceSituation: Sendable {
    let service: InferenceService
    let previous: InferenceServiceStatus
    let model: ModelWish
    let manifests: InferenceServiceManifests
    let deployments: ChildSet<DeploymentView>
    let services: ChildSet<ServiceView>
    let pods: [PodView]
    let problems: [SpecProblem]
    /// Base address of the gateway, if there is one.
    let gatewayURL: String?
    let now: Timestamp

    init(_ observation: InferenceServiceObservation) {
        service = observation.service
        previous = service.status ?? InferenceServiceStatus()
        let uid = service.metadata.uid
        deployments = ChildSet(observation.deployments, ownerUID: uid, refusals: observation.refusals)
        model = ModelWish(
            service,
            trainingRun: observation.trainingRun,
            deployment: deployments.named(InferenceServiceName.child(of: service.metadata.name)),
            pods: Self.live(observation.pods)
        )
        manifests = InferenceServiceManifests(service, model.supply, observation.configuration)
        services = ChildSet(observation.services, ownerUID: uid, refusals: observation.refusals)
        pods = observation.pods
        problems = InferenceServiceRules.problems(service, observation.configuration)
        gatewayURL = observation.configuration.gateway?.url
        now = observation.now
    }
}

extension InferenceServiceSituation {
    var deployment: DeploymentView? { deployments.named(manifests.name) }
    var clusterService: ServiceView? { services.named(manifests.name) }

    /// Why a child cannot be made or changed, if so.
    var refusal: ChildRefusal? { deployments.refusal(manifests.key) ?? services.refusal(manifests.key) }

    /// What starts a pod where there is none, or why nothing does.
    enum Wakening: Sendable {
        case byRequests, byQueuedWork
        case withoutGateway, withoutRoute, refusedRoutes, unreadableQueue

        var isPossible: Bool { self == .byRequests || self == .byQueuedWork }
    }

    var wakening: Wakening {
        if gatewayURL == nil { return .withoutGateway }
        let hasRoutes = !service.spec.routes.isEmpty
        if hasRoutes, !areRoutesRefused { return .byRequests }
        if service.spec.async == nil { return hasRoutes ? .refusedRoutes : .withoutRoute }
        let isUnreadable = service.gateway.conditions[ConditionType.queueReadable]?.status == .false
        return isUnreadable ? .unreadableQueue : .byQueuedWork
    }

    /// Whether the gateway says that it serves none of the spec's routes. Of several, one that is refused is no reason to
    /// leave the others, and which one it is the condition says to people only.
    var areRoutesRefused: Bool {
        service.spec.routes.count == 1 && service.gateway.conditions[ConditionType.routesAccepted]?.status == .false
    }

    /// Fewest pods there may be now.
    var floor: Int { service.spec.stopped ? 0 : service.spec.scaling.minReplicas }

    /// Pods there should be. The API server's own default is 1.
    var desiredReplicas: Int { deployment.map { Self.reportable($0.spec?.replicas ?? 1) } ?? floor }

    var readyReplicas: Int { Self.reportable(deployment?.status?.readyReplicas ?? 0) }

    /// Within what the schema of the status can hold.
    private static func reportable(_ count: Int) -> Int { min(max(0, count), 1_000_000) }

    /// Pods that have not ended and are not on their way out: the ones a diagnosis is about.
    var livePods: [PodView] { Self.live(pods) }

    private static func live(_ pods: [PodView]) -> [PodView] {
        pods.filter { !$0.metadata.isBeingDeleted && !$0.isFinished }
    }
}
