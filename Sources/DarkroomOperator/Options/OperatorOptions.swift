public import DarkroomLogic
public import KubeRuntime

/// How an operator process runs.
public struct OperatorOptions: Sendable {
    /// Where replicas agree on a leader.
    public struct LeaderElection: Sendable {
        /// Namespace of the Lease.
        public var namespace: String
        /// Name of the Lease.
        public var leaseName: String
        /// Name of this replica, unique over restarts.
        public var identity: String

        /// Names a lease and a replica.
        public init(namespace: String, leaseName: String = "darkroom-operator", identity: String) {
            self.namespace = namespace
            self.leaseName = leaseName
            self.identity = identity
        }
    }

    /// What administrators decide: accelerator classes, limits, Argo.
    public var configuration: OperatorConfiguration
    /// Makes the tokens that trainers report with; nil when they cannot report.
    public var tokens: (any CallbackTokenSigner)?
    /// Nil watches all namespaces.
    public var watchNamespace: String?
    /// Nil reconciles at once, as the only replica.
    public var leaderElection: LeaderElection?
    /// How many objects of one kind are reconciled at once.
    public var maxConcurrentReconciles: Int
    /// When a cache, a reconcile or a write counts as stuck.
    public var timeouts = ControllerTimeouts()

    /// Makes options.
    public init(
        configuration: OperatorConfiguration,
        tokens: (any CallbackTokenSigner)? = nil,
        watchNamespace: String? = nil,
        leaderElection: LeaderElection? = nil,
        maxConcurrentReconciles: Int = 4
    ) {
        self.configuration = configuration
        self.tokens = tokens
        self.watchNamespace = watchNamespace
        self.leaderElection = leaderElection
        self.maxConcurrentReconciles = maxConcurrentReconciles
    }
}
