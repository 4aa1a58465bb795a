public import DarkroomLogic
public import KubeCore
public import NIOCore
internal import NIOPosix

/// The data plane: takes requests on a port and has pods answer them.
public final class GatewayServer: Sendable {
    /// Where it listens; the port is the real one when 0 was asked for.
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
    ///   - state: Routes and pods; may be replaced at any time.
    ///   - activator: Has requests without a pod.
    ///   - observer: Learns of requests that ended; costs nothing when there is none.
    ///   - group: Event loops to run on; not shut down with the server.
    /// - Throws: When the address cannot be bound.
    public static func start(
        host: String,
        port: Int,
        state: GatewayState,
        activator: any Activator,
        limits: GatewayLimits = GatewayLimits(),
        observer: (any AccessObserver)? = nil,
        group: any EventLoopGroup
    ) async throws -> GatewayServer {
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
            // A client that vanished without a word would keep its WebSocket, and the pod's, for very long.
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
        return GatewayServer(
            listener: listener,
            address: address,
            loops: Array(loops.values),
            linger: Duration(limits.linger)
        )
    }

    /// The concurrency of every service since the last call, over all event loops.
    public func reports() async throws -> [ObjectKey: ConcurrencyReport] {
        var sum: [ObjectKey: ConcurrencyReport] = [:]
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

    /// Goes on taking requests, and has every client open its next connection elsewhere: each reply is the last one on
    /// its connection.
    public func beginDraining() async throws {
        for loop in loops { try await loop.eventLoop.submit { loop.value.beginDraining() }.get() }
    }

    /// Takes no new connections, lets requests in progress end, and breaks off what is left after `grace`:
    /// with 503 whoever has nothing of its reply. Cancelled, it breaks off at once.
    public func shutDown(grace: Duration) async throws {
        let end = ContinuousClock.now + grace
        // It may have been closed already, by an error of its own.
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
