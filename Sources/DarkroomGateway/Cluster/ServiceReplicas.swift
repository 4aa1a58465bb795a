/// The replicas of one service, as the caches know them.
struct ServiceReplicas: Hashable, Sendable {
    /// Replicas that the Deployment asks for.
    var wanted: Int
    /// Pods that take requests.
    var ready: Int
    /// Whether some pods that take requests have a different version of the model than new pods would load.
    var isReplacingModel = false
}
