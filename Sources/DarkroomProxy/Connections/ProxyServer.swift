public import DarkroomTraffic
public import NIOCore
internal import NIOPosix

/// The data plane: accepts requests on a port and forwards them to pods.
public final class ProxyServer: Sendable {
    /// The address of the server; for port 0, with the port that the system chose.
    public let address: SocketAddress

    private let listener: any Channel
    private let loops: [NIOLoopBound<ProxyLoop>]
    private let linger: Duration

    private init(
        listener: any Channel,
        address: SocketAddress,
        loops: [NIOLoopBound<ProxyLoop>],
        linger: Duration
    ) {
        self.listener = listener
        self.address = address
        self.loops = loops
        self.linger = linger
    }

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - state: Routes and pods; may change at any time.
    ///   - activator: Holds requests without a pod.
    ///   - observer: Observes requests that ended; costs nothing when nil.
    ///   - group: Event loops to run on; not shut down with the server.
    /// - Throws: When the address cannot be bound.
    public static func start(
        host: String,
        port: Int,
        state: RoutingState,
        activator: any Activator,
        limits: ProxyLimits = ProxyLimits(),
        observer: (any AccessObserver)? = nil,
        group: any EventLoopGroup
    ) async throws -> ProxyServer {
        var loops: [ObjectIdentifier: NIOLoopBound<ProxyLoop>] = [:]
        for eventLoop in group.makeIterator() {
            loops[ObjectIdentifier(eventLoop)] = try await eventLoop.submit {
                let loop = ProxyLoop(
                    eventLoop: eventLoop,
                    state: state,
                    activator: activator,
                    limits: limits,
                    observer: observer
                )
                loop.startSweeping()
                return NIOLoopBound(loop, eventLoop: eventLoop)
            }.get()
        }
        let listener = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Otherwise a client that vanishes would keep its WebSocket, and the pod's, for very long.
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.recvAllocator, value: PodPool.receiveAllocator)
            .childChannelInitializer { [loops] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)] else {
                        throw ChannelError.ioOnClosedChannel
                    }
                    try channel.pipeline.syncOperations.addHandler(ClientHandler(loop: loop.value))
                }
            }
            .bind(host: host, port: port)
            .get()
        guard let address = listener.localAddress else { throw ChannelError.unknownLocalAddress }
        return ProxyServer(
            listener: listener,
            address: address,
            loops: Array(loops.values),
            linger: Duration(limits.lingerTimeout)
        )
    }

    /// The concurrency of every service since the last call, over all event loops.
    public func reports() async throws -> [ServiceID: ConcurrencyReport] {
        var sum: [ServiceID: ConcurrencyReport] = [:]
        for loop in loops {
            let reports = try await loop.eventLoop.submit { loop.value.reports() }.get()
            sum.merge(reports) { left, right in
                ConcurrencyReport(
                    average: left.average + right.average,
                    inFlight: left.inFlight + right.inFlight
                )
            }
        }
        return sum
    }

    /// Keeps accepting requests, but makes each reply the last one on its connection, so that clients open the next one
    /// elsewhere.
    public func beginDraining() async throws {
        for loop in loops { try await loop.eventLoop.submit { loop.value.beginDraining() }.get() }
    }

    /// Accepts no new connections, lets requests in progress end for the grace period, and then closes what is left: with
    /// 503 for clients that have received nothing of their reply. If cancelled, it does so at once.
    public func shutDown(gracePeriod: Duration) async throws {
        let end = ContinuousClock.now + gracePeriod
        // It may have been closed already because of an error.
        try? await listener.close().get()
        for loop in loops { try await loop.eventLoop.submit { loop.value.drain() }.get() }
        try await clientsLeave(until: end)
        for loop in loops { try await loop.eventLoop.submit { loop.value.breakOff() }.get() }
        try await clientsLeave(until: .now + linger)
        for loop in loops { try await loop.eventLoop.submit { loop.value.stop() }.get() }
    }

    private func clientsLeave(until end: ContinuousClock.Instant) async throws {
        while try await hasClients(), ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func hasClients() async throws -> Bool {
        for loop in loops where try await loop.eventLoop.submit({ loop.value.hasClients }).get() {
            return true
        }
        return false
    }
}
