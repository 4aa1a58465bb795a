internal import AsyncHTTPClient
internal import DarkroomAPI
internal import DarkroomLogic
internal import DarkroomProxy
public import DarkroomTelemetry
internal import DarkroomTraffic
public import KubeClient
internal import KubeCore
internal import KubeRuntime
public import Logging
public import NIOCore
public import ServiceLifecycle

/// The gateway: its view of the cluster, the data plane, and the work of the leading replica.
public struct Gateway: Sendable {
    /// Name the gateway's writes are recorded under.
    public static let fieldManager = "darkroom-gateway"

    /// The services in the order they start. They stop in reverse order: requests end first, and everything they need
    /// runs until then.
    public let services: [any Service]

    /// Puts a gateway together; nothing happens before its services run.
    ///
    /// - Parameters:
    ///   - client: Writes under ``fieldManager``.
    ///   - group: Event loops for requests; not shut down by the gateway.
    ///   - registry: The metrics to be scraped.
    public init(
        client: KubeClient,
        options: GatewayOptions,
        group: any EventLoopGroup,
        registry: PrometheusRegistry,
        logger: Logger
    ) {
        let view = ClusterView(client: client, namespace: options.watchNamespace, logger: logger)
        let state = RoutingState()
        let activator = HoldingActivator(scaler: DeploymentScaler(client: client, view: view, logger: logger))
        let coldStarts = ColdStarts()
        let publisher = SnapshotPublisher(view: view, state: state, activator: activator, coldStarts: coldStarts)
        let reporter = RequestReporter(writeLog: options.writeAccessLog)
        let readiness = Readiness()
        let dataPlane = DataPlane(
            options: options,
            state: state,
            activator: activator,
            observer: reporter,
            readiness: readiness,
            group: group,
            logger: logger,
            untilPublished: publisher.waitUntilPublished
        )
        let collector = ConcurrencyCollector(
            services: { Set(view.living.map(\.serviceID)) },
            measure: dataPlane.reports
        )
        let peerPods = Self.peerPods(client, options, logger)
        let peers = Peers(pods: peerPods, own: options.podName, http: .shared, logger: logger)
        let leaderWork = LeaderWork(
            client: client,
            lease: options.lease,
            identity: options.identity,
            logger: logger
        ) { client in
            let scaler = DeploymentScaler(client: client, view: view, logger: logger)
            let queueDepths = QueueDepthStore()
            let reading = AsyncQueueLoop(view: view, queueDepths: queueDepths, logger: logger)
            let autoscaling = AutoscalingLoop(
                own: options.podName,
                view: view,
                collector: collector,
                peers: peers,
                queueDepths: queueDepths,
                scaler: scaler,
                logger: logger
            )
            let status = StatusLoop(
                view: view,
                state: state,
                coldStarts: coldStarts,
                queueDepths: queueDepths,
                client: client,
                logger: logger
            )
            // What a follower has watched for hours may be a history that the server has lost.
            try await view.refresh(olderThan: ControllerTimeouts().trustedListAge)
            // Otherwise this replica would assume that it is the only one, and ignore the requests of the others.
            try await peerPods?.waitUntilSynced()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await reading.run() }
                group.addTask { try await autoscaling.run() }
                group.addTask { try await status.run() }
                try await group.waitForAll()
            }
        }
        let control = ControlEndpoints(
            readiness: readiness,
            collector: collector,
            activator: activator,
            registry: registry,
            logger: logger
        )
        let watching: [any Service] = view.reflectors + (peerPods.map { [$0] } ?? [])
        services =
            watching + [
                reporter, ActivationService(activator: activator),
                control.server(host: options.host, port: options.controlPort), publisher, leaderWork, dataPlane,
            ]
    }

    private static func peerPods(
        _ client: KubeClient,
        _ options: GatewayOptions,
        _ logger: Logger
    ) -> Reflector<PeerPod>? {
        guard !options.peerLabels.isEmpty else { return nil }
        return Reflector(
            client: client,
            namespace: options.namespace,
            selector: .matching(options.peerLabels),
            logger: logger
        )
    }
}

/// Wakes services until the data plane has stopped.
private struct ActivationService: Service {
    let activator: HoldingActivator

    func run() async throws {
        await cancelWhenGracefulShutdown { await activator.run() }
    }
}
