public import KubeClient
internal import KubeCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import NIOSSL
internal import Synchronization

/// Stands between a client and a real API server, records the traffic, and injects one planned fault.
///
/// It speaks HTTP/1.1 on loopback to the client, and reaches the server over the given transport.
public final class FaultProxy: Sendable {
    /// What the proxy leaves to the test.
    public struct Hooks: Sendable {
        /// Kills the client's process and starts it again; returns once the restart has begun.
        public var restart: @Sendable () async -> Void = {}
        /// Drops all packets of the connection with this client port.
        public var cut: @Sendable (_ clientPort: Int) async -> Void = { _ in }
        /// Whether a value of `Authorization` is valid.
        public var accepts: @Sendable (String?) -> Bool = { _ in true }
        /// Changes the Leases that the client sends and receives, as if its clock were wrong.
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

    /// How long the watch stays open after a malformed event.
    static let healing: Duration = .seconds(3)
    /// Longest time for which further events are hidden.
    static let hiding: Duration = .milliseconds(600)

    /// The traffic so far.
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
    ///   - injection: The fault and where it strikes; nil only records.
    ///   - tls: Nil listens without TLS.
    public init(
        upstream: any Transport,
        injection: Injection? = nil,
        tls: NIOSSLContext? = nil,
        hooks: Hooks = Hooks()
    ) {
        self.upstream = upstream
        self.hooks = hooks
        self.tls = Mutex(tls)
        state = Mutex(State(script: FaultScript(injection)))
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

    /// Each connection is served in its own task: one that is accepted while the proxy stops would otherwise be
    /// dropped unserved, which NIO treats as a programming error that ends the process.
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

    /// Stops all faults.
    public func release() {
        state.withLock { $0.script.release() }
    }

    /// Stops answering requests, or starts again.
    public func partition(_ isPartitioned: Bool) {
        state.withLock { $0.isPartitioned = isPartitioned }
    }

    /// Shows another certificate to new connections.
    public func present(_ context: NIOSSLContext) { tls.withLock { $0 = context } }

    func update<Result: Sendable>(_ body: (inout State) throws -> sending Result) rethrows -> sending Result {
        try state.withLock { try body(&$0) }
    }

    var isPartitioned: Bool { state.withLock { $0.isPartitioned } }

    /// Answers lists with the current view and holds back events until ``thaw(after:)``.
    func freeze() { state.withLock { $0.frozen = $0.mirror } }

    func thaw(after seconds: Double) {
        Task {
            try? await Task.sleep(for: .seconds(seconds))
            state.withLock { $0.frozen = nil }
        }
    }
}
