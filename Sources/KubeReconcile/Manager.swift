public import KubeClient
public import KubeCore
public import KubeRuntime
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// Assembles an operator process: shared caches, leader election, events, and a controller for each registered
/// kind.
///
/// ```swift
/// let manager = Manager(client: client, options: options, logger: logger)
/// manager.register(Website.self) { kind in
///     let deployments = kind.owns(DeploymentView.self)
///     return { website, rejections, now in
///         plan(website, deployments(website), rejections, now)
///     }
/// }
/// try await ServiceGroup(services: manager.services, logger: logger).run()
/// ```
public final class Manager: Sendable {
    /// The caches of all kinds.
    public let caches: CacheSet
    /// The client for writes to children and status: sends writes only while this replica
    /// leads.
    public let writer: KubeClient

    private let options: ManagerOptions
    private let elector: LeaderElector?
    private let events: EventRecorder
    private let statuses: StatusApplier
    private let logger: Logger
    private let controllers = Mutex<[Controller]>([])

    /// Makes a manager without kinds; it does nothing before its services run.
    ///
    /// - Parameter client: Its field manager owns the written fields.
    public init(client: KubeClient, options: ManagerOptions, logger: Logger) {
        caches = CacheSet(client: client, namespace: options.namespace, logger: logger)
        elector = options.leaderElection.map { election in
            LeaderElector(client: client, lease: election.lease, identity: election.identity, logger: logger)
        }
        writer = elector.map { client.fenced(by: $0) } ?? client
        statuses = StatusApplier(client: writer, logger: logger)
        events = EventRecorder(
            client: writer,
            controller: options.name,
            instance: options.leaderElection?.identity ?? client.fieldManager,
            leadership: elector,
            logger: logger
        )
        self.options = options
        self.logger = logger
    }

    /// Registers a kind: its controller reconciles every object of the kind when the object, or anything that `build`
    /// watches for it, changes.
    ///
    /// - Parameters:
    ///   - name: Name of the controller in logs and metrics; nil uses the kind in lower case.
    ///   - build: Declares what to watch, and returns the planner.
    public func register<Kind: CustomResource>(
        _ kind: Kind.Type = Kind.self,
        name: String? = nil,
        _ build: (KindBuilder<Kind>) -> KindReconciler<Kind>.Plan
    ) where Kind.Status: EventSource {
        let eventReader = EventReader(client: writer)
        let builder = KindBuilder<Kind>(
            caches: caches,
            childSelector: options.childSelector,
            gracePeriod: options.missingResourceGracePeriod,
            events: eventReader
        )
        let plan = build(builder)
        let reconciler = KindReconciler(
            store: builder.primary.store,
            children: ChildWriter(
                client: writer,
                specHashAnnotation: options.specHashAnnotation,
                notServed: options.notServed
            ),
            status: StatusWriter(applier: statuses),
            events: eventReader,
            recordEvent: events.record,
            plan: plan
        )
        let controller = Controller(
            name: name ?? Kind.resource.kind.lowercased(),
            maxConcurrentReconciles: options.maxConcurrentReconciles,
            leadership: elector,
            timeouts: options.timeouts,
            metricPrefix: writer.metricPrefix,
            logger: logger,
            reconcile: reconciler.reconcile
        )
        controller.watch(primary: builder.primary)
        builder.primary.onQuarantine { [events] object in
            if let event = ObjectEvent.undecodable(object, Kind.resource) { events.record(event) }
        }
        for subscribe in builder.subscriptions { subscribe(controller) }
        controllers.withLock { $0.append(controller) }
    }

    /// The caches that must be synced before the process is ready.
    public var sources: [any CacheSource] { caches.sources }

    /// What the process works without, for people: fields of a status that the server's definitions lack.
    public var warnings: [String] { statuses.warnings }

    /// The services in the order in which they start. They stop in reverse: controllers first, then the lease is
    /// released, then the caches stop.
    public var services: [any Service] {
        let electors: [any Service] = elector.map { [$0] } ?? []
        return caches.services + electors + [events] + controllers.withLock { $0.map { $0 as any Service } }
    }
}
