internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore

/// What follows from the specs of all services: everything of a snapshot that pods do not change.
struct RoutePlan: Sendable {
    let table: RoutingTable
    let limits: [ObjectKey: ActivationLimits]
    let bounds: [ObjectKey: GatewaySnapshot.PodBound]
    let stopped: Set<ObjectKey>
    /// Identities of the services, by which their pods are found.
    let uids: [ObjectKey: String]
    /// The same the other way round.
    let services: [String: ObjectKey]

    init(_ inferenceServices: [InferenceService] = []) {
        var routes: [Route] = []
        var limits: [ObjectKey: ActivationLimits] = [:]
        var bounds: [ObjectKey: GatewaySnapshot.PodBound] = [:]
        var stopped: Set<ObjectKey> = []
        var uids: [ObjectKey: String] = [:]
        // In an order that does not depend on the store: of routes of equal age the first one stays.
        for service in inferenceServices.sorted(by: { $0.key < $1.key }) {
            let traffic = ServiceTraffic(of: service)
            routes += traffic.routes
            limits[service.key] = traffic.activation
            bounds[service.key] = traffic.containerConcurrency.map {
                GatewaySnapshot.PodBound(requests: $0, waiting: traffic.activation.requests)
            }
            uids[service.key] = service.metadata.uid
            if traffic.isStopped { stopped.insert(service.key) }
        }
        table = RoutingTable(routes)
        self.limits = limits
        self.bounds = bounds
        self.stopped = stopped
        self.uids = uids
        services = Dictionary(uids.map { ($1, $0) }) { first, _ in first }
    }
}
