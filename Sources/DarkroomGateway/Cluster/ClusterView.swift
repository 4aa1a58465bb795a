internal import DarkroomAPI
internal import DarkroomLogic
internal import DarkroomProxy
internal import DarkroomTraffic
internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging
internal import ServiceLifecycle

/// The gateway's view of the cluster: the services, their Deployments and their pods.
struct ClusterView: Sendable {
    let services: Reflector<InferenceService>
    let pods: Reflector<ServingPod>
    let deployments: Reflector<ScaledDeployment>

    private static let podsByOwner = CacheIndex<ServingPod>.label(DarkroomLabel.uid)

    init(client: KubeClient, namespace: String?, logger: Logger) {
        // Leaves out the pods of runs and pipelines, which come and go in large numbers.
        let ours = LabelSelector.matching([
            DarkroomLabel.managedBy: DarkroomLabel.managedByValue,
            DarkroomLabel.kind: InferenceService.resource.kind.lowercased(),
        ])
        services = Reflector(client: client, namespace: namespace, indexes: [.uid], logger: logger)
        pods = Reflector(
            client: client,
            namespace: namespace,
            selector: ours,
            indexes: [Self.podsByOwner],
            logger: logger
        )
        deployments = Reflector(
            client: client,
            namespace: namespace,
            selector: ours,
            indexes: [.controllerUID],
            logger: logger
        )
    }

    var sources: [any CacheSource] { [services, pods, deployments] }

    var reflectors: [any Service] { [services, pods, deployments] }

    /// Returns once all caches are synced.
    func waitUntilSynced() async throws {
        for source in sources { try await source.waitUntilSynced() }
    }

    /// Relists the caches whose last list is older than `age`, and returns once they have the new one.
    func refresh(olderThan age: Duration) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for source in sources { group.addTask { try await source.refresh(olderThan: age) } }
            try await group.waitForAll()
        }
    }

    /// Services that are not being deleted.
    var living: [InferenceService] { services.store.all.filter { !$0.metadata.isBeingDeleted } }

    /// Where the ready pods of a service take requests.
    func addresses(of service: ServiceID, uid: String) -> [PodAddress] {
        pods.store.objects(in: Self.podsByOwner, uid, namespace: service.namespace).compactMap(\.address)
    }

    /// The Deployment of a service; nil while there is none.
    func deployment(of service: ServiceID, uid: String) -> ScaledDeployment? {
        deployments.store.objects(in: .controllerUID, uid, namespace: service.namespace)
            .first { !$0.metadata.isBeingDeleted }
    }

    /// The replicas of a service; nil without a Deployment.
    func replicas(of service: ServiceID, uid: String) -> ServiceReplicas? {
        guard let deployment = deployment(of: service, uid: uid) else { return nil }
        let ready = pods.store.objects(in: Self.podsByOwner, uid, namespace: service.namespace)
            .filter { $0.address != nil }
        let version = deployment.modelVersion
        return ServiceReplicas(
            wanted: deployment.replicas,
            ready: ready.count,
            isReplacingModel: version != nil
                && ready.contains { $0.metadata.labels[DarkroomLabel.modelVersion] != version }
        )
    }

    /// The service that a Deployment belongs to.
    func owner(of deployment: ScaledDeployment) -> ServiceID? {
        guard let uid = deployment.metadata.controller?.uid else { return nil }
        return services.store.objects(in: .uid, uid, namespace: deployment.metadata.namespace).first?.serviceID
    }
}
