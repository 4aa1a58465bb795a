/// When a part of a controller counts as stuck.
public struct ControllerTimeouts: Sendable, Hashable {
    /// How long a controller that may work waits for its caches; then it ends with ``CacheSyncTimeout``, which names
    /// them. As controller-runtime's `CacheSyncTimeout`.
    public var cacheSync: Duration = .seconds(120)
    /// How long one reconcile may take; then its task is cancelled, and the key is tried again with backoff. The log names
    /// the object at once, even when the reconcile does not respond to cancellation. As controller-runtime's
    /// `ReconciliationTimeout`.
    public var reconciliation: Duration = .seconds(300)
    /// How long a key waits until the caches show what its last reconcile wrote. They may never do so: an etcd that is
    /// restored from a backup has forgotten it. Far above what a dead watch and the list in its place take.
    public var writeVisibility: Duration = .seconds(120)

    /// The timeouts used in production.
    public init() {}
}

/// A controller's caches did not sync in time. The process must end: it cannot do its work, and says why.
public struct CacheSyncTimeout: Error, Hashable, CustomStringConvertible {
    /// Name of the controller.
    public let controller: String
    /// The resources whose caches are not synced.
    public let resources: [String]
    /// How long it waited.
    public let limit: Duration

    /// What happened, for the log.
    public var description: String {
        """
        controller \(controller): no complete list of \(resources.joined(separator: ", ")) within \(limit); \
        check that the API server serves them and that this account may list and watch them
        """
    }
}

/// A reconcile took too long and was cancelled.
public struct ReconciliationTimeout: Error, Hashable, CustomStringConvertible {
    /// The object.
    public let key: String
    /// How long it may take.
    public let limit: Duration

    /// What happened, for the log.
    public var description: String { "the reconcile of \(key) took longer than \(limit) and was cancelled" }
}
