import KubeTestSupport
package import NIOCore
import NIOPosix
import Synchronization

/// One end of a connection that a test scripts: it sends raw bytes and waits for bytes.
package final class Peer: Sendable {
    package struct TimedOut: Error, CustomStringConvertible {
        package let description: String
    }

    private struct State {
        var received: [UInt8] = []
        var total = 0
        var isClosed = false
    }

    private final class Recorder: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let peer: Peer
        init(_ peer: Peer) { self.peer = peer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            peer.state.withLock { state in
                state.received.append(contentsOf: bytes.readableBytesView)
                state.total += bytes.readableBytes
            }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { peer.state.withLock { $0.isClosed = true } }
        }

        func channelInactive(context: ChannelHandlerContext) { peer.state.withLock { $0.isClosed = true } }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    package let channel: any Channel
    private let state = Mutex(State())

    package init(_ channel: any Channel) throws {
        self.channel = channel
        try channel.pipeline.syncOperations.addHandler(Recorder(self))
    }

    package static func connect(to address: SocketAddress, autoRead: Bool = true) async throws -> Peer {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: autoRead)
            .channelOption(.socketOption(.so_rcvbuf), value: 32 << 10)
            .connect(to: address) { channel in channel.eventLoop.makeCompletedFuture { try Peer(channel) } }
    }

    /// Whether the other end has closed the connection, or at least its sending side.
    package var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Bytes received since the beginning.
    package var total: Int { state.withLock { $0.total } }

    package func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)).get() }

    /// Sends many bytes, and returns how many have been written after a while; the rest follows when possible.
    package func bytesTaken(of size: Int, after time: Duration = .milliseconds(700)) async throws -> Int {
        let part = ByteBuffer(repeating: 0x78, count: 64 << 10)
        let taken = Atomic(0)
        for _ in 0..<(size / part.readableBytes) {
            channel.writeAndFlush(part).whenSuccess {
                taken.wrappingAdd(part.readableBytes, ordering: .relaxed)
            }
        }
        try await Task.sleep(for: time)
        return taken.load(ordering: .relaxed)
    }

    package func close() async throws { try await channel.close().get() }

    package func startReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

    /// Removes and returns the received bytes up to and including `text`.
    package func receive(
        until text: String,
        within limit: Duration = .seconds(60),
        at line: UInt = #line
    ) async throws -> String {
        let end = Array(text.utf8)
        return try await wait("\(text) in line \(line)", limit) { state in
            guard let range = state.received.firstRange(of: end) else { return nil }
            defer { state.received.removeSubrange(..<range.upperBound) }
            return String(decoding: state.received[..<range.upperBound], as: UTF8.self)
        }
    }

    /// Removes and returns a head with its empty line.
    package func receiveHead(at line: UInt = #line) async throws -> String {
        try await receive(until: "\r\n\r\n", at: line)
    }

    /// Waits until this many bytes have been received since the beginning.
    package func receive(total: Int, within limit: Duration = .seconds(60)) async throws {
        try await wait("\(total) bytes", limit) { $0.total >= total ? () : nil }
    }

    /// Waits for the other end to close, and returns the bytes received until then.
    package func receiveUntilClosed(
        within limit: Duration = .seconds(60),
        at line: UInt = #line
    ) async throws -> String {
        try await wait("the end in line \(line)", limit) { state in
            state.isClosed ? String(decoding: state.received, as: UTF8.self) : nil
        }
    }

    private func wait<Value>(
        _ what: String,
        _ limit: Duration,
        for look: (inout sending State) -> sending Value?
    ) async throws -> Value {
        var value: Value?
        let isThere = await eventually(within: limit) {
            value = state.withLock(look)
            return value != nil
        }
        if isThere, let value { return value }
        try Task.checkCancellation()
        let received = state.withLock { String(decoding: $0.received.prefix(500), as: UTF8.self) }
        throw TimedOut(description: "timed out waiting for \(what); received: \(received)")
    }
}
