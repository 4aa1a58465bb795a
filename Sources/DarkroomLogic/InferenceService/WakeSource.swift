/// The trigger that starts a pod of an InferenceService that is scaled to zero, or why it has none.
enum WakeSource: Hashable, Sendable {
    /// A request to the gateway.
    case requests
    /// Work in the queue of `spec.async`.
    case queuedWork
    /// Nothing: the operator's configuration names no gateway.
    case noGateway
    /// Nothing: the service has neither routes nor a queue.
    case noRoute
    /// Nothing: the gateway rejects all routes, and the service has no queue.
    case rejectedRoutes
    /// Nothing: only work in the queue could, and the gateway cannot read the queue.
    case unreadableQueue

    /// Whether there is anything that starts a pod.
    var isPossible: Bool {
        switch self {
        case .requests, .queuedWork: true
        case .noGateway, .noRoute, .rejectedRoutes, .unreadableQueue: false
        }
    }
}
