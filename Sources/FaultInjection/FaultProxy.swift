public import KubeClient
internal import KubeCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import NIOSSL
internal import Synchronization

/// Stands between a client and a real API server, keeps a record of what passes, and does harm at one planned place.
///
/// HTTP/1.1 on loopback towards the client, whatever the given transport speaks towards the server.
public final class FaultProxy: Sendable {
    /// What the proxy has done by others.
    public struct Hooks: Sendable {
        /// Kills the client's process and starts it again; returns once that is under way.
        public var restart: @Sendable () async -> Void = {}
        /// Loses all packets of the connection with this port of the client.
        public var cut: @Sendable (_ clientPort: Int) async -> Void = { _ in }
        /// Whether a value of `Authorization` is valid.
        public var accepts: @Sendable (String?) -> Bool = { _ in true }
        /// What the client sends and is sent of Leases, as its own clock would have it.
        public var shift: (@Sendable (_ body: [UInt8], _ towardsClient: Bool) -> [UInt8])?

        /// Does nothing.
        public init() {}
    }

    struct State {
        var script: FaultScript
        var mirror = Mirror()
        var frozen: Mirror?
        var isPartitioned = false
    }

    /// After an odd event, how long the client is left with it.
    static let healing: Duration = .seconds(3)
    /// How long more events are hidden at most.
    static let hiding: Duration = .milliseconds(600)

    /// What has passed.
    public let log = RequestLog()

    let upstream: any Transport
    let hooks: Hooks
    private let state: Mutex<State>
    private let tls: Mutex<NIOSSLContext?>
    private let server = Mutex<(any Channel)?>(nil)
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// Prepares a proxy; nothing listens before ``start(port:)``.
    ///
    /// - Parameters:
    ///   - upstream: Reaches the API server.
    ///   - place: Where the fault strikes; nil only records.
    ///   - tls: Nil listens without TLS.
    public init(
        upstream: any Transport,
        place: Place? = nil,
        fault: Fault? = nil,
        tls: NIOSSLContext? = nil,
        hooks: Hooks = Hooks()
    ) {
        self.upstream = upstream
        self.hooks = hooks
        self.tls = Mutex(tls)
        state = Mutex(State(script: FaultScript(place: place, fault: fault)))
    }

    /// Listens on loopback.
    ///
    /// - Parameter port: 0 takes any.
    /// - Returns: The port.
    public func start(port: Int = 0) async throws -> Int {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.accept(channel) }
            }
            .bind(host: "127.0.0.1", port: port).get()
        server.withLock { $0 = listener }
        return listener.localAddress?.port ?? 0
    }

    /// A connection is served in a task of its own: one that is accepted while the proxy stops would otherwise be
    /// dropped unserved, which NIO takes for a mistake and ends the process.
    private func accept(_ channel: any Channel) throws {
        if let context = tls.withLock({ $0 }) {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
        let connection = ProxyConnection(
            proxy: self,
            channel: try NIOAsyncChannel(wrappingChannelSynchronously: channel)
        )
        let id = ObjectIdentifier(channel)
        connections.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { _ in _ = self.connections.withLock { $0.removeValue(forKey: id) } }
        Task { await connection.serve() }
    }

    /// Stops listening and breaks all connections.
    public func stop() async {
        try? await server.withLock { $0 }?.close()
        await disconnect()
    }

    /// Breaks all connections.
    public func disconnect() async {
        for connection in connections.withLock({ Array($0.values) }) { try? await connection.close() }
    }

    /// Whether the planned fault has struck.
    public var hasFired: Bool { state.withLock { $0.script.hasFired } }

    /// No more faults from now on.
    public func release() {
        state.withLock { $0.script.release() }
    }

    /// Answers nothing any more, or all again.
    public func partition(_ isPartitioned: Bool) {
        state.withLock { $0.isPartitioned = isPartitioned }
    }

    /// New connections meet another certificate.
    public func present(_ context: NIOSSLContext) { tls.withLock { $0 = context } }

    func update<Result: Sendable>(_ body: (inout State) throws -> sending Result) rethrows -> sending Result {
        try state.withLock { try body(&$0) }
    }

    var isPartitioned: Bool { state.withLock { $0.isPartitioned } }

    /// Serves the present view to whoever lists, and holds back what happens, for some time.
    func freeze() { state.withLock { $0.frozen = $0.mirror } }

    func thaw(after seconds: Double) {
        Task {
            try? await Task.sleep(for: .seconds(seconds))
            state.withLock { $0.frozen = nil }
        }
    }
}
