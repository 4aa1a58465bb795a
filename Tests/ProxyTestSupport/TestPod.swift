package import DarkroomProxy
import KubeTestSupport
import NIOCore
import NIOPosix
import Synchronization

/// A server whose connections a test scripts, in the order in which they were opened.
package final class TestPod: Sendable {
    private let listener: any Channel
    private let connections: Connections

    private final class Connections: Sendable {
        let all = Mutex<[Peer]>([])
    }

    /// - Parameters:
    ///   - replies: Bytes that answer every head automatically; nil leaves the answers to the test.
    ///   - closing: Closes every connection as soon as it is accepted.
    ///   - autoRead: Whether connections read automatically.
    package init(replying replies: String? = nil, closing: Bool = false, autoRead: Bool = true) async throws {
        let connections = Connections()
        self.connections = connections
        let server = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: autoRead)
            .childChannelOption(.socketOption(.so_rcvbuf), value: 32 << 10)
            .childChannelInitializer { channel in
                if closing { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    if let replies { try channel.pipeline.syncOperations.addHandler(Answers(replies)) }
                    let peer = try Peer(channel)
                    connections.all.withLock { $0.append(peer) }
                }
            }
        listener = try await TestPorts.listen(server)
    }

    package var address: PodAddress { PodAddress(ip: "127.0.0.1", port: listener.localAddress?.port ?? 0) }

    package var connectionCount: Int { connections.all.withLock { $0.count } }

    /// The connection with this number, as soon as it is accepted.
    package func connection(_ number: Int = 0) async throws -> Peer {
        let isThere = await eventually { connectionCount > number }
        if isThere, let peer = connections.all.withLock({ $0.count > number ? $0[number] : nil }) { return peer }
        throw Peer.TimedOut(description: "timed out waiting for connection \(number) to the pod")
    }

    /// Stops listening and closes all connections.
    package func stop() async throws {
        try await listener.close().get()
        for peer in connections.all.withLock({ $0 }) { try? await peer.close() }
    }

    private final class Answers: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let reply: ByteBuffer
        private var lastBytes: [UInt8] = []

        init(_ reply: String) { self.reply = ByteBuffer(string: reply) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            for byte in unwrapInboundIn(data).readableBytesView {
                lastBytes = lastBytes.suffix(3) + [byte]
                guard lastBytes == Array("\r\n\r\n".utf8) else { continue }
                context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
            }
            context.fireChannelRead(data)
        }
    }
}
