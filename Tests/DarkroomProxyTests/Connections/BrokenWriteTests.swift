import DarkroomTraffic
import NIOCore
import NIOEmbedded
import ProxyTestSupport
import Synchronization
import Testing

@testable import DarkroomProxy

@Suite("A pod that disappears while the request is written")
struct BrokenWriteTests {
    /// Keeps a request until the test lets it go.
    private final class Keeper: Activator {
        let held = Mutex<HeldRequest?>(nil)
        func hold(_ request: HeldRequest) { held.withLock { $0 = request } }
        func leave(_ id: UInt64, of service: ServiceID) {}
    }

    /// Closes the connection during the first write, like a socket that the other end has reset.
    private final class Broken: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            context.close(promise: nil)
        }
    }

    @Test("leaves no part of the request's body to be read as the next request")
    func bodyIsNoRequest() throws {
        let eventLoop = EmbeddedEventLoop()
        let state = TestGateway.state()
        let (keeper, observer) = (Keeper(), RecordingObserver())
        let loop = ProxyLoop(
            eventLoop: eventLoop,
            state: state,
            activator: keeper,
            limits: .forTests,
            observer: observer
        )
        let client = EmbeddedChannel(handler: ClientHandler(loop: loop), loop: eventLoop)
        try client.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()

        let smuggled = "GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n"
        let body = String(repeating: smuggled, count: 200)
        try client.writeInbound(
            ByteBuffer(
                string: "POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
                    + "GET /next HTTP/1.1\r\nhost: a\r\n\r\n"
            )
        )
        let pod = PodAddress(ip: "127.0.0.1", port: 2)
        let handler = PodHandler(pod: pod, pool: loop.pool)
        let connection = EmbeddedChannel(handlers: [Broken(), handler], loop: eventLoop)
        try connection.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 2)).wait()
        loop.pool.keepIdle(handler)
        state.publish(pods: [TestGateway.service: [pod]])
        keeper.held.withLock { $0 }?.resume(.released)
        eventLoop.run()

        #expect(observer.records.map(\.status) == [502, 404])
        #expect(observer.records.last?.request == "GET /next")
    }
}
