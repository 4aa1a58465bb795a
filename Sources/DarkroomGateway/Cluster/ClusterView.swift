internal import DarkroomAPI
internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging
internal import ServiceLifecycle

/// The gateway's view of the cluster: the services, and what came of them.
struct ClusterView: Sendable {
    let services: Reflector<InferenceService>
    let pods: Reflector<ServingPod>
    let deployments: Reflector<ScaledDeployment>

    private static let podsByOwner = CacheIndex<ServingPod>.label(DarkroomLabel.uid)

    init(client: KubeClient, namespace: String?, logger: Logger) {
        // The pods of runs and pipelines, which come and go in numbers, never reach this process.
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

    /// Returns once everything has been read.
    func waitUntilSynced() async throws {
        for source in sources { try await source.waitUntilSynced() }
    }

    /// Services that are there to stay.
    var living: [InferenceService] { services.store.all.filter { !$0.metadata.isBeingDeleted } }

    /// Where the ready pods of a service take requests.
    func addresses(of service: ObjectKey, uid: String) -> [PodAddress] {
        pods.store.objects(in: Self.podsByOwner, uid, namespace: service.namespace).compactMap(\.address)
    }

    /// The Deployment of a service; nil while there is none.
    func deployment(of service: ObjectKey, uid: String) -> ScaledDeployment? {
        deployments.store.objects(in: .controllerUID, uid, namespace: service.namespace)
            .first { !$0.metadata.isBeingDeleted }
    }

    /// What scaling goes by; nil without a Deployment.
    func scale(of service: ObjectKey, uid: String) -> ServiceScaling.Scale? {
        guard let deployment = deployment(of: service, uid: uid) else { return nil }
        let ready = pods.store.objects(in: Self.podsByOwner, uid, namespace: service.namespace)
            .filter { $0.address != nil }
        let version = deployment.modelVersion
        return ServiceScaling.Scale(
            wanted: deployment.replicas,
            ready: ready.count,
            isReplacingModel: version != nil
                && ready.contains { $0.metadata.labels[DarkroomLabel.modelVersion] != version }
        )
    }

    /// The service that a Deployment belongs to.
    func owner(of deployment: ScaledDeployment) -> ObjectKey? {
        guard let uid = deployment.metadata.controller?.uid else { return nil }
        return services.store.objects(in: .uid, uid, namespace: deployment.metadata.namespace).first?.key
    }
}
