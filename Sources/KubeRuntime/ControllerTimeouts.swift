/// When a part of a controller counts as stuck.
public struct ControllerTimeouts: Sendable, Hashable {
    /// How long a controller waits for its caches before it ends with ``CacheSyncTimeout``, which names
    /// them. Like controller-runtime's `CacheSyncTimeout`.
    public var cacheSync: Duration = .seconds(120)
    /// How long one reconcile may take before its task is cancelled and the key is retried with backoff. The log names
    /// the object immediately, even when the reconcile does not respond to cancellation. Like controller-runtime's
    /// `ReconciliationTimeout`.
    public var reconciliation: Duration = .seconds(300)
    /// How long a key waits until the caches show the writes of its last reconcile. They may never do so, because an
    /// etcd that is restored from a backup has lost them. Much longer than a dead watch and the relist after it take.
    public var writeVisibility: Duration = .seconds(120)
    /// A replica that begins to lead first relists every cache whose last complete list is older than this: what it has
    /// watched since may be a history that the server has lost, as when its etcd was restored from a backup.
    public var trustedListAge: Duration = .seconds(30)

    /// The timeouts used in production.
    public init() {}
}

/// A controller's caches did not sync in time. The process must end, because it cannot do its work.
public struct CacheSyncTimeout: Error, Hashable, CustomStringConvertible {
    /// Name of the controller.
    public let controller: String
    /// The resources whose caches are not synced.
    public let resources: [String]
    /// How long the controller waited.
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
    /// The timeout.
    public let limit: Duration

    /// What happened, for the log.
    public var description: String { "the reconcile of \(key) took longer than \(limit) and was cancelled" }
}
