import DarkroomAPI
import KubeCore

/// The observed state of an InferenceService: the facts that its stage, its actions and its status are decided from.
struct ObservedInferenceService: Sendable {
    let service: InferenceService
    /// The status that was last written.
    let previous: InferenceServiceStatus
    let deployment: ObservedChild<DeploymentView>
    let clusterService: ObservedChild<ServiceView>
    /// A write that the API server rejected in this attempt, or a foreign object that has a child's name. Independent of
    /// the stage: it can concern either child, in any state of the pods.
    let rejection: ChildRejection?
    /// Pods that have neither ended nor are being deleted: those that a diagnosis is about.
    let pods: [PodView]
    let model: ModelResolution
    let problems: [SpecProblem]
    let configuration: OperatorConfiguration
    let now: Timestamp

    init(_ observation: InferenceServiceObservation) {
        let service = observation.service
        let uid = service.metadata.uid
        let name = InferenceServiceName.child(of: service.metadata.name)
        let key = ObjectKey(namespace: service.metadata.namespace, name: name)
        let deployments = ChildSet(observation.deployments, ownerUID: uid, rejections: observation.rejections)
        let services = ChildSet(observation.services, ownerUID: uid, rejections: observation.rejections)
        self.service = service
        previous = service.status ?? InferenceServiceStatus()
        deployment = ObservedChild(deployments, key)
        clusterService = ObservedChild(services, key)
        rejection = deployments.rejection(key) ?? services.rejection(key)
        pods = observation.pods.filter { !$0.metadata.isBeingDeleted && !$0.isFinished }
        model = ModelResolution(
            service,
            trainingRun: observation.trainingRun,
            deployment: deployment.object,
            pods: pods
        )
        problems = InferenceServiceRules.problems(service, observation.configuration)
        configuration = observation.configuration
        now = observation.now
    }
}

extension ObservedInferenceService {
    /// Fewest pods there may be now.
    var floor: Int { service.spec.stopped ? 0 : service.spec.scaling.minReplicas }

    /// Pods there should be. The API server's own default is 1.
    var desiredReplicas: Int { deployment.object.map { Self.reportable($0.spec?.replicas ?? 1) } ?? floor }

    var readyReplicas: Int { Self.reportable(deployment.object?.status?.readyReplicas ?? 0) }

    /// Within what the schema of the status can hold.
    private static func reportable(_ count: Int) -> Int { min(max(0, count), 1_000_000) }
}
