import DarkroomTraffic
import KubeTestSupport
import NIOPosix
import ProxyTestSupport
import Synchronization
import Testing

@testable import DarkroomProxy

@Suite("Pods with a limited number of concurrent requests", .timeLimit(.minutes(5)))
struct PodCapacityTests {
    private static let get = "GET /api/model HTTP/1.1\r\nhost: a\r\n\r\n"
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    /// A gateway whose pods take one request at a time.
    private func gateway(
        _ pods: [TestPod],
        queueLimit: Int = 100,
        group: MultiThreadedEventLoopGroup = TestGateway.oneLoop
    ) async throws -> TestGateway {
        let gateway = try await TestGateway(group: group)
        replace(pods, in: gateway, queueLimit: queueLimit)
        return gateway
    }

    private func replace(_ pods: [TestPod], in gateway: TestGateway, queueLimit: Int = 100) {
        gateway.publish(.init(containerConcurrency: 1, queueLimit: queueLimit, pods: pods.map(\.address)))
    }

    private func asking(_ gateway: TestGateway) async throws -> Peer {
        let client = try await gateway.client()
        try await client.send(Self.get)
        return client
    }

    /// Waits until this many requests are queued.
    private func waitForQueue(of count: Int, _ gateway: TestGateway) async throws {
        try #require(await eventually { gateway.state.capacity.queueLength(TestGateway.service) == count })
    }

    @Test("get one request at a time, and other requests wait for their turn")
    func oneAtATime() async throws {
        let pod = try await TestPod()
        let gateway = try await gateway([pod])
        let first = try await asking(gateway)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        let second = try await asking(gateway)
        try await waitForQueue(of: 1, gateway)
        #expect(pod.connectionCount == 1)
        try await connection.send(Self.hello)
        _ = try await first.receive(until: "hello")
        _ = try await connection.receiveHead()
        try await connection.send(Self.hello)
        _ = try await second.receive(until: "hello")
    }

    @Test("give a slot to the first request in the queue, not to one that has just arrived or is further back")
    func inLine() {
        let capacity = PodCapacity()
        let pod = PodAddress(ip: "10.0.0.1", port: 80)
        let service = TestGateway.service
        let resumed = Mutex<[UInt64]>([])
        func take(_ id: UInt64?) -> PodAddress? {
            capacity.acquire(id, of: service, among: [pod], containerConcurrency: 1, avoiding: nil)
        }
        #expect(take(nil) == pod)
        for id in [1, 2] as [UInt64] {
            _ = capacity.joinQueue(id, of: service, queueLimit: 2) { resumed.withLock { $0.append(id) } }
        }
        capacity.release(pod, of: service)
        #expect(take(nil) == nil)
        #expect(take(2) == nil)
        #expect(take(1) == pod)
        capacity.resumeFirst(of: service)
        #expect(resumed.withLock { $0 } == [1, 1])
    }

    @Test("answer all of many requests from all event loops in the end")
    func many() async throws {
        let pods = [try await TestPod(replying: Self.hello), try await TestPod(replying: Self.hello)]
        let gateway = try await gateway(pods, group: .singleton)
        var clients: [Peer] = []
        for _ in 0..<60 { clients.append(try await asking(gateway)) }
        for client in clients { _ = try await client.receive(until: "hello") }
        for client in clients { try await client.send(Self.get) }
        for client in clients { _ = try await client.receive(until: "hello") }
    }

    @Test("refuse requests beyond the limit of the queue")
    func full() async throws {
        let pod = try await TestPod()
        let gateway = try await gateway([pod], queueLimit: 0)
        _ = try await asking(gateway)
        _ = try await pod.connection().receiveHead()
        let second = try await asking(gateway)
        #expect(try await second.receive(until: "}}\n").contains("QueueFull"))
    }

    @Test(
        "are not assigned to a request before its body has arrived",
        arguments: [
            ("content-length: 4", ["bo", "dy"]),
            ("expect: the-unexpected\r\ncontent-length: 4", ["bo", "dy"]),
            ("transfer-encoding: chunked", ["4\r\nbo", "dy\r\n0\r\n\r\n"]),
        ]
    )
    func slowBody(length: String, parts: [String]) async throws {
        let pod = try await TestPod()
        let gateway = try await gateway([pod])
        let slow = try await gateway.client()
        try await slow.send("POST /api/model HTTP/1.1\r\nhost: a\r\n\(length)\r\n\r\n\(parts[0])")
        try await Task.sleep(for: .milliseconds(100))
        let fast = try await asking(gateway)
        let connection = try await pod.connection()
        #expect(try await connection.receiveHead().hasPrefix("GET "))
        try await connection.send(Self.hello)
        _ = try await fast.receive(until: "hello")
        try await slow.send(parts[1])
        #expect(try await connection.receiveHead().hasPrefix("POST "))
        #expect(try await connection.receive(until: parts.joined()) == parts.joined())
        try await connection.send(Self.hello)
        _ = try await slow.receive(until: "hello")
    }

    @Test("are assigned to a request with Expect 100-continue before its body")
    func expecting() async throws {
        let pod = try await TestPod()
        let gateway = try await gateway([pod])
        let client = try await gateway.client()
        try await client.send(
            "POST /api/model HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n"
        )
        let connection = try await pod.connection()
        #expect(try await connection.receiveHead().hasPrefix("POST "))
    }

    @Test("are not assigned to a request whose client has left")
    func leaving() async throws {
        let pod = try await TestPod()
        let gateway = try await gateway([pod])
        let first = try await asking(gateway)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        let second = try await asking(gateway)
        try await waitForQueue(of: 1, gateway)
        let third = try await asking(gateway)
        try await waitForQueue(of: 2, gateway)
        try await second.close()
        try await waitForQueue(of: 1, gateway)
        try await connection.send(Self.hello)
        _ = try await first.receive(until: "hello")
        _ = try await connection.receiveHead()
        try await connection.send(Self.hello)
        _ = try await third.receive(until: "hello")
    }

    @Test("are not tried for ever when they accept no connections")
    func noConnection() async throws {
        let gone = try await TestPod()
        let gateway = try await gateway([gone])
        try await gone.stop()
        let clients = [try await asking(gateway), try await asking(gateway), try await asking(gateway)]
        for client in clients { #expect(try await client.receive(until: "}}\n").contains("NoConnection")) }
    }

    @Test("are joined by a new pod that takes over waiting requests")
    func newPod() async throws {
        let busy = try await TestPod()
        let gateway = try await gateway([busy])
        _ = try await asking(gateway)
        _ = try await busy.connection().receiveHead()
        let second = try await asking(gateway)
        try await waitForQueue(of: 1, gateway)
        replace([busy, try await TestPod(replying: Self.hello)], in: gateway)
        _ = try await second.receive(until: "hello")
    }
}
