/// The replicas of one service, as the caches know them.
struct ServiceReplicas: Hashable, Sendable {
    /// Replicas that the Deployment asks for.
    var wanted: Int
    /// Pods that take requests.
    var ready: Int
    /// Whether some that take requests have another version of the model than new ones would load.
    var isReplacingModel = false
}
