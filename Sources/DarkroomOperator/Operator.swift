internal import DarkroomAPI
public import KubeClient
internal import KubeCore
internal import KubeReconcile
public import KubeRuntime
public import Logging
public import ServiceLifecycle

/// The operator: caches, leader election and one controller a kind, put together.
public struct Operator: Sendable {
    /// Name under which the operator's writes are recorded.
    public static let fieldManager = "darkroom-operator"

    private let manager: Manager

    /// Puts an operator together; nothing happens before its services run.
    ///
    /// - Parameter client: Writes under ``fieldManager``.
    public init(client: KubeClient, options: OperatorOptions, logger: Logger) {
        manager = Manager(client: client, options: options.managerOptions, logger: logger)
        for kind in DarkroomKinds.all { kind.register(with: manager, options) }
    }

    /// The caches that have to be synced before the operator is ready.
    public var sources: [any CacheSource] { manager.sources }

    /// What the operator works without, for people: definitions that are older than the operator.
    @Sendable public func warnings() -> [String] { manager.warnings }

    /// The services in the order in which they start.
    public var services: [any Service] { manager.services }
}

extension OperatorOptions {
    fileprivate var managerOptions: ManagerOptions {
        var options = ManagerOptions(
            name: "\(DarkroomGroup.name)/operator",
            namespace: watchNamespace,
            childSelector: .matching([DarkroomLabel.managedBy: DarkroomLabel.managedByValue]),
            specHashAnnotation: DarkroomAnnotation.specHash,
            leaderElection: leaderElection.map { election in
                ManagerOptions.LeaderElection(
                    lease: ObjectKey(namespace: election.namespace, name: election.leaseName),
                    identity: election.identity
                )
            }
        )
        options.maxConcurrentReconciles = maxConcurrentReconciles
        options.timeouts = timeouts
        options.notServed = ChildRejection.engineMissing
        return options
    }
}
