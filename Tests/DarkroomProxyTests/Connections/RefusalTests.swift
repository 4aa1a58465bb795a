import DarkroomProxy
import DarkroomTraffic
import NIOCore
import NIOPosix
import ProxyTestSupport
import Testing

@Suite("Requests that the gateway answers itself", .timeLimit(.minutes(5)))
struct RefusalTests {
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    @Test(
        "A smuggled request reaches no pod",
        arguments: [
            "POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n"
                + "0\r\n\r\nGET /api/model HTTP/1.1\r\n\r\n",
            "POST /api/model HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
            "POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\ncontent-length: 44\r\n\r\n"
                + "GET /api/model HTTP/1.1\r\nhost: a\r\n\r\n",
            "GET /api/model HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
            "GET /api/model HTTP/1.1\r\nhost: a\r\nx: y\r\n z\r\n\r\n",
            "POST /api/model HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nG\r\n",
        ]
    )
    func smuggling(bytes: String) async throws {
        let pod = try await TestPod(replying: Self.hello)
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(bytes)
        let reply = try await client.receiveUntilClosed()
        #expect(reply.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(!reply.contains("hello"))
        #expect(reply.components("HTTP/1.1 ") == 1)
    }

    @Test(
        "Each refusal has its own status code and says in JSON what is wrong",
        arguments: [
            ("GET /api/none HTTP/1.1\r\nhost: a\r\n\r\n", 404, "NoRoute"),
            ("GET /api/model HTTP/1.1\r\nhost: a\r\n\r\n", 405, "MethodNotAllowed"),
            ("POST /api/model HTTP/1.1\r\nhost: a\r\n\r\n", 503, "QueueFull"),
            ("GET /api/model HTTP/3.0\r\nhost: a\r\n\r\n", 505, "BadRequest"),
        ]
    )
    func errors(request: String, status: Int, reason: String) async throws {
        let client = try await TestGateway(methods: ["POST"]).client()
        try await client.send(request)
        let head = try await client.receiveHead()
        #expect(head.hasPrefix("HTTP/1.1 \(status) "))
        #expect(head.contains("x-content-type-options: nosniff\r\n"))
        #expect(head.contains("retry-after: 7\r\n") == (status == 503))
        #expect(try await client.receive(until: "}}\n").contains("\"reason\":\"\(reason)\""))
    }

    @Test("The connection stays usable after a refusal")
    func goesOn() async throws {
        let client = try await TestGateway().client()
        for _ in 0..<3 {
            try await client.send("POST /none HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nxy")
            #expect(try await client.receive(until: "}}\n").hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test("A client that still sends a large body can read the refusal")
    func largeBody() async throws {
        let client = try await TestGateway().client()
        let size = 32 << 20
        try await client.send("POST /none HTTP/1.1\r\nhost: a\r\ncontent-length: \(size)\r\n\r\n")
        _ = try await client.bytesTaken(of: size, after: .milliseconds(100))
        let reply = try await client.receiveUntilClosed()
        #expect(reply.hasPrefix("HTTP/1.1 404 "))
        #expect(reply.contains("connection: close\r\n"))
        #expect(reply.hasSuffix("}}\n"))
    }

    @Test("A body that stops arriving is given up")
    func slowBody() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address], timeout: .seconds(1)).client()
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf")
        let connection = try await pod.connection()
        _ = try await connection.receive(until: "half")
        #expect(try await client.receiveUntilClosed().hasPrefix("HTTP/1.1 408 "))
        _ = try await connection.receiveUntilClosed()
    }

    @Test("A body that arrives too slowly is given up")
    func drops() async throws {
        var limits = ProxyLimits.forTests
        limits.bodyTimeout = .milliseconds(400)
        limits.bodyPart = 100
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address], limits: limits).client()
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n")
        let drops = Task {
            for _ in 0..<200 {
                try await client.send("x")
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        #expect(try await client.receive(until: "}}\n").hasPrefix("HTTP/1.1 408 "))
        _ = try await pod.connection().receiveUntilClosed()
        drops.cancel()
    }

    @Test("A body may arrive slowly once the pod has begun to reply, or as long as it arrives fast enough")
    func slowlyEnough() async throws {
        var limits = ProxyLimits.forTests
        limits.bodyTimeout = .seconds(4)
        limits.bodyPart = 3
        let pod = try await TestPod()
        let gateway = try await TestGateway(
            pods: [pod.address],
            limits: limits,
            group: MultiThreadedEventLoopGroup.singleton
        )
        let client = try await gateway.client()
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 31\r\n\r\n")
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        for _ in 0..<10 {
            try await client.send("xxx")
            try await Task.sleep(for: .milliseconds(500))
        }
        try await connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        _ = try await client.receiveHead()
        try await Task.sleep(for: .milliseconds(4500))
        try await client.send("x")
        try await connection.send("0\r\n\r\n")
        #expect(try await client.receive(until: "0\r\n\r\n") == "0\r\n\r\n")
    }

    /// A client that waits for 100 Continue, and the connection on which the pod has its head.
    private func asking(bodyPatience: TimeAmount) async throws -> (client: Peer, connection: Peer) {
        var limits = ProxyLimits.forTests
        limits.bodyTimeout = bodyPatience
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address], limits: limits).client()
        try await client.send(
            "POST /api/model HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n"
        )
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        return (client, connection)
    }

    @Test("A body that waits for the pod's 100 Continue has the whole timeout of the route")
    func awaitingContinue() async throws {
        let (client, connection) = try await asking(bodyPatience: .milliseconds(100))
        try await Task.sleep(for: .milliseconds(600))
        // Not 100: the client would have to send the body within that short timeout.
        try await connection.send("HTTP/1.1 417 Expectation Failed\r\ncontent-length: 0\r\n\r\n")
        #expect(try await client.receiveHead().hasPrefix("HTTP/1.1 417 "))
    }

    @Test("A body that the pod asks for late has its whole timeout from then on")
    func lateContinue() async throws {
        let (client, connection) = try await asking(bodyPatience: .seconds(3))
        try await Task.sleep(for: .milliseconds(3500))
        try await connection.send("HTTP/1.1 100 Continue\r\n\r\n")
        #expect(try await client.receiveHead().hasPrefix("HTTP/1.1 100 "))
        try await client.send("body")
        #expect(try await connection.receive(until: "body") == "body")
    }

    @Test("Health is answered from the current documents, and wakes no service")
    func health() async throws {
        let client = try await TestGateway().client()
        try await client.send("GET /api/health?x HTTP/1.1\r\nhost: a\r\nx-request-id: my-id\r\n\r\n")
        let reply = try await client.receive(until: #"{"status":"ok"}"#)
        #expect(reply.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(reply.contains("x-request-id: my-id\r\n"))
    }

    @Test("A preflight is answered without a pod")
    func preflight() async throws {
        let client = try await TestGateway(cors: CORSPolicy(allowOrigins: ["https://app.example"])).client()
        try await client.send(
            "OPTIONS /api/model HTTP/1.1\r\nhost: a\r\norigin: https://app.example\r\n"
                + "access-control-request-method: POST\r\n\r\n"
        )
        let head = try await client.receiveHead()
        #expect(head.hasPrefix("HTTP/1.1 204 "))
        #expect(head.contains("access-control-allow-origin: https://app.example\r\n"))
    }

    @Test("A head that does not end is given up")
    func slowHead() async throws {
        var limits = ProxyLimits.forTests
        limits.headTimeout = .milliseconds(50)
        let client = try await TestGateway(limits: limits).client()
        try await client.send("GET /api/model HTTP/1.1\r\nhost:")
        #expect(try await client.receiveUntilClosed().hasPrefix("HTTP/1.1 408 "))
    }

    @Test("A malformed request is reported too")
    func reported() async throws {
        let observer = RecordingObserver()
        let client = try await TestGateway(observer: observer).client()
        try await client.send("GET /api/model HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n")
        _ = try await client.receiveUntilClosed()
        #expect(observer.records.map(\.status) == [400])
        #expect(observer.records.map(\.service) == [nil])
    }

    @Test("An idle connection is closed")
    func idle() async throws {
        var limits = ProxyLimits.forTests
        limits.clientIdleTimeout = .milliseconds(50)
        let client = try await TestGateway(limits: limits).client()
        #expect(try await client.receiveUntilClosed() == "")
    }
}

extension String {
    /// The number of occurrences of a text.
    func components(_ text: String) -> Int { ranges(of: text).count }
}
