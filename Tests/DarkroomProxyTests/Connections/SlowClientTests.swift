import KubeTestSupport
import NIOCore
import NIOEmbedded
import NIOPosix
import ProxyTestSupport
import Testing

@testable import DarkroomProxy

@Suite("Slow clients", .timeLimit(.minutes(5)))
struct SlowClientTests {
    @Test("A client that sends many requests before it reads gets all its replies in the end")
    func pipelining() async throws {
        let observer = RecordingObserver()
        // This takes some seconds, and would delay all other tests on their event loop.
        let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let client = try await TestGateway(observer: observer, group: loop).client(autoRead: false)
        let count = 60_000
        let requests = String(repeating: "GET /none HTTP/1.1\r\nhost: a\r\n\r\n", count: count)
        client.channel.writeAndFlush(ByteBuffer(string: requests), promise: nil)
        var answered = -1
        while answered != observer.records.count {
            answered = observer.records.count
            try await Task.sleep(for: .milliseconds(500))
        }
        // The remaining requests are in the sockets' buffers.
        #expect(answered < count / 2)
        try await client.startReading()
        let isDone = await eventually(within: .seconds(240)) { observer.records.count == count }
        #expect(isDone)
    }

    /// Keeps written bytes, like a socket whose other end does not read.
    private final class Stuck: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        private var last: EventLoopPromise<Void>?

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            last = promise ?? last
        }

        func flush(context: ChannelHandlerContext) {}
        func letGo() { last?.succeed() }
    }

    @Test("A client that reads its last reply slowly gets more time than one that keeps sending")
    func lastReply() throws {
        let eventLoop = EmbeddedEventLoop()
        let loop = ProxyLoop(
            eventLoop: eventLoop,
            state: RoutingState(),
            activator: RefusingActivator(),
            limits: ProxyLimits(),
            observer: nil
        )
        let (client, socket) = (ClientHandler(loop: loop), Stuck())
        let channel = EmbeddedChannel(handlers: [socket, client], loop: eventLoop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(ByteBuffer(string: "GET /none HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
        #expect(client.deadline > .now() + loop.limits.lingerTimeout)
        socket.letGo()
        #expect(client.deadline <= .now() + loop.limits.lingerTimeout)
    }
}
