internal import DarkroomAPI
internal import DarkroomLogic
public import KubeClient
internal import KubeCore
public import KubeRuntime
public import Logging
public import ServiceLifecycle

/// The operator: caches, leader election and one controller a kind, put together.
public struct Operator: Sendable {
    /// Name the operator's writes are recorded under.
    public static let fieldManager = "darkroom-operator"

    private let caches: Caches
    private let elector: LeaderElector?
    private let events: EventRecorder
    private let controllers: [Controller]

    /// Puts an operator together; nothing happens before its services run.
    ///
    /// - Parameter client: Writes under ``fieldManager``.
    public init(client: KubeClient, options: OperatorOptions, logger: Logger) {
        caches = Caches(client: client, namespace: options.watchNamespace, logger: logger)
        elector = options.leaderElection.map { election in
            LeaderElector(
                client: client,
                lease: ObjectKey(namespace: election.namespace, name: election.leaseName),
                identity: election.identity,
                logger: logger
            )
        }
        let writer = elector.map { client.fenced(by: $0) } ?? client
        events = EventRecorder(
            client: writer,
            controller: "\(DarkroomGroup.name)/operator",
            instance: options.leaderElection?.identity ?? Self.fieldManager,
            leadership: elector,
            logger: logger
        )
        let assembly = Assembly(
            caches: caches,
            writer: writer,
            options: options,
            elector: elector,
            events: events,
            logger: logger
        )
        controllers = [
            assembly.imagePipelineController(), assembly.trainingRunController(),
            assembly.inferenceServiceController(),
        ]
    }

    /// The caches that have to be synced before the operator is ready.
    public var sources: [any CacheSource] { caches.sources }

    /// The services in the order they start. They stop in reverse: controllers first, then the lease is given back,
    /// then the caches stop.
    public var services: [any Service] {
        let reflectors: [any Service] = [
            caches.imagePipelines, caches.trainingRuns, caches.inferenceServices, caches.workflows,
            caches.jobs,
            caches.deployments, caches.services, caches.pods,
        ]
        let electors: [any Service] = elector.map { [$0] } ?? []
        return reflectors + electors + [events] + controllers
    }
}
