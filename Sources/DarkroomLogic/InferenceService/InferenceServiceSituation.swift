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
        deployments = ChildSet(observation.deployments, ownerUID: uid, rejections: observation.rejections)
        model = ModelWish(
            service,
            trainingRun: observation.trainingRun,
            deployment: deployments.named(InferenceServiceName.child(of: service.metadata.name)),
            pods: Self.live(observation.pods)
        )
        manifests = InferenceServiceManifests(service, model.supply, observation.configuration)
        services = ChildSet(observation.services, ownerUID: uid, rejections: observation.rejections)
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
    var refusal: ChildRejection? { deployments.rejection(manifests.key) ?? services.rejection(manifests.key) }

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
        return isQueueUnreadable ? .unreadableQueue : .byQueuedWork
    }

    /// Whether the gateway says that it serves none of the spec's routes. Of several, one that is refused is no reason to
    /// leave the others.
    ///
    /// A condition of the gateway's that is missing leaves it at what was concluded before from the same spec. Kubernetes
    /// 1.20 drops it with every status that the operator applies, until the gateway adds it again: concluding anew from
    /// that, the two would write against each other for ever.
    var areRoutesRefused: Bool {
        guard !service.spec.routes.isEmpty else { return false }
        if let condition = service.gateway.conditions[ConditionType.routesAccepted] {
            let isTheOnlyOne = service.spec.routes.count == 1
            return condition.status == .false && (isTheOnlyOne || condition.reason == GatewayReport.noRouteLeft)
        }
        return isConcludedBefore && previous.url == clusterAddress
    }

    /// Whether the gateway says that it does not know how much work the queue has. A missing condition: as above.
    private var isQueueUnreadable: Bool {
        if let condition = service.gateway.conditions[ConditionType.queueReadable] { return condition.status == .false }
        let reason = previous.conditions[ConditionType.ready]?.reason
        return isConcludedBefore && reason == InferenceServiceOutcome.queueUnreadable
    }

    private var isConcludedBefore: Bool { previous.observedGeneration == service.metadata.generation }

    /// Address of the first route at the gateway.
    var gatewayAddress: String? {
        guard let gatewayURL, let route = service.spec.routes.first else { return nil }
        return (gatewayURL.hasSuffix("/") ? String(gatewayURL.dropLast()) : gatewayURL) + route.path
    }

    /// Address within the cluster.
    var clusterAddress: String {
        "http://\(manifests.name).\(service.metadata.namespace ?? "default").svc:\(service.spec.port)"
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
