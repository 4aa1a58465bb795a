public import KubeCore
public import KubeRuntime

/// Options of an operator process.
public struct ManagerOptions: Sendable {
    /// The lease with which replicas elect a leader.
    public struct LeaderElection: Sendable {
        /// The Lease; created when it does not exist.
        public var lease: ObjectKey
        /// Name of this replica, unique across restarts.
        public var identity: String

        /// Names a lease and a replica.
        public init(lease: ObjectKey, identity: String) {
            self.lease = lease
            self.identity = identity
        }
    }

    /// Name that Events report, such as `example.dev/operator`.
    public var name: String
    /// Nil watches all namespaces.
    public var namespace: String?
    /// Labels that every child has, so that this process does not receive the rest of the cluster.
    public var childSelector: LabelSelector
    /// Annotation with the hash of what a child was made from.
    public var specHashAnnotation: String
    /// Nil reconciles without leader election, as the only replica.
    public var leaderElection: LeaderElection?
    /// Maximum number of objects of one kind to reconcile concurrently.
    public var maxConcurrentReconciles = 4
    /// When a cache, a reconcile or a write counts as stuck.
    public var timeouts = ControllerTimeouts()
    /// How long the server must report that it does not serve a kind before the kind counts as empty: the
    /// CustomResourceDefinition may not be installed yet.
    public var missingResourceGracePeriod: Duration = .seconds(10)
    /// Explains, on a custom resource, that the cluster does not have a child's resource type.
    public var notServed: @Sendable (APIResource, ObjectKey) -> ChildRejection = ChildRejection.notServed

    /// Makes options.
    public init(
        name: String,
        namespace: String? = nil,
        childSelector: LabelSelector,
        specHashAnnotation: String,
        leaderElection: LeaderElection? = nil
    ) {
        self.name = name
        self.namespace = namespace
        self.childSelector = childSelector
        self.specHashAnnotation = specHashAnnotation
        self.leaderElection = leaderElection
    }
}
