internal import DarkroomProxy
internal import DarkroomTraffic
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// Runs the data plane of a replica: from the first snapshot to the last reply.
final class DataPlane: Service {
    private let options: GatewayOptions
    private let state: RoutingState
    private let activator: HoldingActivator
    private let observer: any AccessObserver
    private let readiness: Readiness
    private let group: any EventLoopGroup
    private let untilPublished: @Sendable () async throws -> Void
    private let logger: Logger
    private let server = Mutex<ProxyServer?>(nil)

    init(
        options: GatewayOptions,
        state: RoutingState,
        activator: HoldingActivator,
        observer: any AccessObserver,
        readiness: Readiness,
        group: any EventLoopGroup,
        logger: Logger,
        untilPublished: @escaping @Sendable () async throws -> Void
    ) {
        self.options = options
        self.state = state
        self.activator = activator
        self.observer = observer
        self.readiness = readiness
        self.group = group
        self.logger = logger
        self.untilPublished = untilPublished
    }

    /// The concurrency of every service since the last call; empty before the server listens.
    func reports() async throws -> [ServiceID: ConcurrencyReport] {
        guard let server = server.withLock({ $0 }) else { return [:] }
        return try await server.reports()
    }

    func run() async throws {
        do {
            // Without the routes it would answer 404.
            try await cancelWhenGracefulShutdown(untilPublished)
        } catch is CancellationError {
            return
        }
        let server = try await ProxyServer.start(
            host: options.host,
            port: options.port,
            state: state,
            activator: activator,
            observer: observer,
            group: group
        )
        self.server.withLock { $0 = server }
        readiness.state = .serving
        logger.info("serving", metadata: ["address": "\(server.address)"])
        try? await gracefulShutdown()
        readiness.state = .draining
        logger.info("draining")
        // Until every proxy in the cluster knows, requests still come here and are served; each reply asks the client to
        // open its next connection elsewhere.
        try await server.beginDraining()
        try? await Task.sleep(for: options.shutdownDelay)
        try await server.shutDown(gracePeriod: options.drainTime)
        logger.info("drained")
    }
}
