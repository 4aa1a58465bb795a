import DarkroomAPI
import KubeCore

extension ObservedInferenceService {
    /// Reason of a service that is scaled to zero and that only work in an unreadable queue would wake.
    static let queueUnreadable = "QueueUnreadable"

    var wakeSource: WakeSource {
        if configuration.gateway == nil { return .noGateway }
        let hasRoutes = !service.spec.routes.isEmpty
        if hasRoutes, !areRoutesRejected { return .requests }
        if service.spec.async == nil { return hasRoutes ? .rejectedRoutes : .noRoute }
        return isQueueUnreadable ? .unreadableQueue : .queuedWork
    }

    /// Address at the gateway if it routes to this service, otherwise the address within the cluster.
    var address: String {
        guard !areRoutesRejected, let gateway = configuration.gateway?.url, let route = service.spec.routes.first
        else { return clusterAddress }
        return (gateway.hasSuffix("/") ? String(gateway.dropLast()) : gateway) + route.path
    }

    private var clusterAddress: String {
        let name = InferenceServiceName.child(of: service.metadata.name)
        return "http://\(name).\(service.metadata.namespace ?? "default").svc:\(service.spec.port)"
    }

    /// Whether the gateway reports that it serves none of the spec's routes. One of several that is rejected is no reason
    /// to give up the others.
    ///
    /// While the gateway's condition is missing, the last conclusion from the same spec still holds. Kubernetes 1.20
    /// drops the condition with every status that the operator applies, until the gateway adds it again: with another
    /// conclusion the two would overwrite each other forever.
    private var areRoutesRejected: Bool {
        guard !service.spec.routes.isEmpty else { return false }
        if let condition = service.gateway.conditions[ConditionType.routesAccepted] {
            let isTheOnlyOne = service.spec.routes.count == 1
            return condition.status == .false && (isTheOnlyOne || condition.reason == RoutesAcceptedReason.noRouteLeft)
        }
        return isSameSpec && previous.url == clusterAddress
    }

    /// Whether the gateway reports that it cannot read the queue. A missing condition: as above.
    private var isQueueUnreadable: Bool {
        if let condition = service.gateway.conditions[ConditionType.queueReadable] { return condition.status == .false }
        return isSameSpec && previous.conditions[ConditionType.ready]?.reason == Self.queueUnreadable
    }

    private var isSameSpec: Bool { previous.observedGeneration == service.metadata.generation }
}
