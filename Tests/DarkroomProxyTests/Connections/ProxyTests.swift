import DarkroomProxy
import DarkroomTraffic
import KubeTestSupport
import NIOCore
import ProxyTestSupport
import Testing

@Suite("Proxy", .timeLimit(.minutes(5)))
struct ProxyTests {
    private static let get = "GET /api/model HTTP/1.1\r\nhost: a\r\n\r\n"
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    @Test("Request after request reaches the pod, and each reply the client, on the same connections")
    func keepAlive() async throws {
        let pod = try await TestPod(replying: Self.hello)
        let client = try await TestGateway(pods: [pod.address]).client()
        for _ in 0..<20 {
            try await client.send(Self.get)
            #expect(try await client.receive(until: "hello").hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
        #expect(pod.connectionCount == 1)
    }

    @Test("Pipelined requests are answered one after another")
    func pipelining() async throws {
        let pod = try await TestPod(replying: Self.hello)
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(
            String(repeating: Self.get + "GET /api/health HTTP/1.1\r\nhost: a\r\n\r\n", count: 50)
        )
        for _ in 0..<50 {
            _ = try await client.receive(until: "hello")
            _ = try await client.receive(until: #"{"status":"ok"}"#)
        }
        #expect(pod.connectionCount == 1)
    }

    @Test("Request and reply bodies are streamed", arguments: [false, true])
    func streaming(chunked: Bool) async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        let length = chunked ? "transfer-encoding: chunked" : "content-length: 6"
        let parts = chunked ? ["3\r\nabc\r\n", "3\r\ndef\r\n", "0\r\n\r\n"] : ["abc", "def"]
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\n\(length)\r\n\r\n")
        let connection = try await pod.connection()
        #expect(try await connection.receiveHead().contains(length))
        for part in parts {
            try await client.send(part)
            #expect(try await connection.receive(until: part) == part)
        }
        try await connection.send("HTTP/1.1 200 OK\r\n\(length)\r\n\r\n")
        #expect(try await client.receiveHead().contains(length))
        for part in parts {
            try await connection.send(part)
            #expect(try await client.receive(until: part) == part)
        }
        try await client.send(Self.get)
        _ = try await connection.receiveHead()
        #expect(pod.connectionCount == 1)
    }

    @Test("A reply may begin before the request's body is complete, and both continue")
    func bidirectional() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n")
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        _ = try await client.receiveHead()
        for round in 0..<5 {
            try await client.send("1\r\n\(round)\r\n")
            _ = try await connection.receive(until: "1\r\n\(round)\r\n")
            try await connection.send("1\r\n\(round)\r\n")
            _ = try await client.receive(until: "1\r\n\(round)\r\n")
        }
    }

    @Test("Trailers of a reply are dropped, and the connections stay usable")
    func trailers() async throws {
        let reply = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
        let pod = try await TestPod(replying: reply + "X-Checksum: 1\r\n\r\n")
        let client = try await TestGateway(pods: [pod.address]).client()
        for _ in 0..<2 {
            try await client.send(Self.get)
            _ = try await client.receiveHead()
            #expect(try await client.receive(until: "\r\n\r\n") == "1\r\nx\r\n0\r\n\r\n")
        }
        #expect(pod.connectionCount == 1)
    }

    @Test("When a client disconnects, its request to the pod is cancelled")
    func disconnect() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await client.close()
        _ = try await connection.receiveUntilClosed()
    }

    @Test("A client that closes its sending side counts as disconnected")
    func halfClosed() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await client.channel.close(mode: .output).get()
        _ = try await connection.receiveUntilClosed()
    }

    @Test("A client that reads slowly slows down the pod, so that the gateway buffers next to nothing")
    func slowReader() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client(autoRead: false)
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        let size = 64 << 20
        try await connection.send("HTTP/1.1 200 OK\r\ncontent-length: \(size)\r\n\r\n")
        #expect(try await connection.bytesTaken(of: size) < size / 2)
        #expect(client.total == 0)
        try await client.startReading()
        try await client.receive(total: size)
    }

    @Test("A pod that reads slowly slows down the client")
    func slowPod() async throws {
        let pod = try await TestPod(autoRead: false)
        let client = try await TestGateway(pods: [pod.address]).client()
        let size = 64 << 20
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: \(size)\r\n\r\n")
        let connection = try await pod.connection()
        #expect(try await client.bytesTaken(of: size) < size / 2)
        try await connection.startReading()
        try await connection.receive(total: size)
    }

    @Test("A reply without a length ends when its connection closes, on both sides")
    func untilClose() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await connection.send("HTTP/1.0 200 OK\r\n\r\nall of it")
        try await connection.close()
        let reply = try await client.receiveUntilClosed()
        #expect(reply.contains("connection: close\r\n"))
        #expect(reply.hasSuffix("all of it"))
    }

    @Test("A reply that the pod breaks off is broken off for the client too")
    func brokenOff() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\nhalf")
        try await connection.close()
        #expect(try await client.receiveUntilClosed().hasSuffix("half"))
    }

    @Test("A small reply that breaks off does not reach the client, and another pod answers")
    func smallBrokenOff() async throws {
        let dying = try await TestPod()
        let gateway = try await TestGateway(pods: [dying.address])
        let client = try await gateway.client()
        try await client.send(Self.get)
        let connection = try await dying.connection()
        _ = try await connection.receiveHead()
        let other = try await TestPod(replying: Self.hello)
        gateway.publish(.init(pods: [other.address]))
        try await connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
        try await connection.close()
        #expect(try await client.receive(until: "hello").hasPrefix("HTTP/1.1 200 "))
    }

    @Test("A pod that dies with all its connections fails none of many requests")
    func deadConnections() async throws {
        let dying = try await TestPod(replying: Self.hello)
        let other = try await TestPod(replying: Self.hello)
        let gateway = try await TestGateway(pods: [dying.address])
        var clients: [Peer] = []
        for _ in 0..<20 { clients.append(try await gateway.client()) }
        for client in clients { try await client.send(Self.get) }
        for client in clients { _ = try await client.receive(until: "hello") }
        let pods = [dying.address, other.address]
        gateway.publish(.init(pods: pods))
        async let death: Void = dying.stop()
        for client in clients { try await client.send(Self.get) }
        for client in clients {
            #expect(try await client.receive(until: "hello").hasPrefix("HTTP/1.1 200 "))
        }
        try await death
    }

    @Test(
        "A reply to HEAD has a length and no body, and 204 and 304 have neither",
        arguments: [
            ("HEAD", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"),
            ("GET", "HTTP/1.1 204 No Content\r\n\r\n"),
            ("GET", "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n"),
        ]
    )
    func bodiless(method: String, reply: String) async throws {
        let pod = try await TestPod(replying: reply)
        let client = try await TestGateway(pods: [pod.address]).client()
        for _ in 0..<2 {
            try await client.send("\(method) /api/model HTTP/1.1\r\nhost: a\r\n\r\n")
            _ = try await client.receiveHead()
        }
        #expect(pod.connectionCount == 1)
    }

    @Test("100 Continue reaches the client before the reply")
    func interim() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(
            "PUT /api/model HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n"
        )
        let connection = try await pod.connection()
        #expect(try await connection.receiveHead().contains("expect: 100-continue"))
        try await connection.send("HTTP/1.1 100 Continue\r\n\r\n")
        #expect(try await client.receiveHead() == "HTTP/1.1 100 Continue\r\n\r\n")
        try await client.send("x")
        _ = try await connection.receive(until: "x")
        try await connection.send(Self.hello)
        #expect(try await client.receive(until: "hello").hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test("WebSocket bytes pass both ways unchanged, and the connection closes on both sides")
    func webSocket() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(
            "GET /api/model HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
                + "sec-websocket-key: k\r\n\r\n"
        )
        let connection = try await pod.connection()
        let request = try await connection.receiveHead()
        #expect(request.contains("connection: upgrade\r\nupgrade: websocket\r\n"))
        #expect(request.contains("sec-websocket-key: k"))
        try await connection.send(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\nfirst"
        )
        #expect(try await client.receiveHead().contains("upgrade: websocket\r\n"))
        _ = try await client.receive(until: "first")
        try await client.send("GET /api/other HTTP/1.1\r\n\r\n")
        _ = try await connection.receive(until: "GET /api/other HTTP/1.1\r\n\r\n")
        try await connection.send("last")
        try await connection.close()
        #expect(try await client.receiveUntilClosed() == "last")
    }

    @Test("An HTTP/1.0 client gets a reply that it can read")
    func oldClient() async throws {
        let pod = try await TestPod(replying: Self.hello)
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send("GET /api/model HTTP/1.0\r\n\r\n")
        #expect(try await client.receiveUntilClosed().hasSuffix("hello"))
    }

    @Test("Requests in progress survive a change of routes, and later ones use the new routes")
    func routesChange() async throws {
        let pod = try await TestPod()
        let gateway = try await TestGateway(pods: [pod.address])
        let client = try await gateway.client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        gateway.state.publish(routes: RoutingTable(), services: [:])
        try await connection.send(Self.hello)
        _ = try await client.receive(until: "hello")
        try await client.send(Self.get)
        #expect(try await client.receiveHead().hasPrefix("HTTP/1.1 404"))
    }

    @Test("Shutting down lets the request in progress end with Connection close, and accepts no more")
    func shutDown() async throws {
        let pod = try await TestPod()
        let gateway = try await TestGateway(pods: [pod.address])
        let client = try await gateway.client()
        let idle = try await gateway.client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        async let end: Void = gateway.server.shutDown(gracePeriod: .seconds(10))
        _ = try await idle.receiveUntilClosed()
        try await connection.send(Self.hello)
        let reply = try await client.receiveUntilClosed()
        #expect(reply.contains("connection: close\r\n"))
        #expect(reply.hasSuffix("hello"))
        try await end
        await #expect(throws: (any Error).self) { try await gateway.client() }
        // Connections to pods are closed with it.
        _ = try await connection.receiveUntilClosed()
    }

    @Test(
        "A request that outlasts the shutdown is answered with whether it may be retried, and its pod is released",
        arguments: [("GET", 503, true), ("POST", 502, false)]
    )
    func shutDownBeforeReply(method: String, status: Int, mayRepeat: Bool) async throws {
        let pod = try await TestPod()
        let gateway = try await TestGateway(pods: [pod.address])
        let client = try await gateway.client()
        try await client.send("\(method) /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n")
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await gateway.server.shutDown(gracePeriod: .milliseconds(50))
        let reply = try await client.receiveUntilClosed()
        #expect(reply.hasPrefix("HTTP/1.1 \(status) "))
        #expect(reply.contains("retry-after") == mayRepeat)
        _ = try await connection.receiveUntilClosed()
    }

    @Test("A request that outlasts the shutdown is answered even while its client still sends")
    func shutDownWithinBody() async throws {
        var limits = ProxyLimits.forTests
        limits.lingerTimeout = .seconds(30)
        let activator = SilentActivator()
        let gateway = try await TestGateway(activator: activator, limits: limits)
        let client = try await gateway.client()
        let size = 16 << 20
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: \(size)\r\n\r\n")
        _ = try await client.bytesTaken(of: size, after: .milliseconds(100))
        try #require(await eventually { activator.count == 1 })
        async let end: Void = gateway.server.shutDown(gracePeriod: .zero)
        #expect(try await client.receiveHead().hasPrefix("HTTP/1.1 503 "))
        // Unless the gateway has closed it already.
        try? await client.close()
        try await end
    }

    @Test("Every request that ends is reported with its result")
    func observed() async throws {
        let pod = try await TestPod(replying: Self.hello)
        let observer = RecordingObserver()
        let gateway = try await TestGateway(pods: [pod.address], observer: observer)
        let client = try await gateway.client()
        try await client.send("GET /api/model/x?secret HTTP/1.1\r\nhost: a\r\nx-request-id: one\r\n\r\n")
        let reply = try await client.receive(until: "hello")
        try await client.send("GET /none HTTP/1.1\r\nhost: a\r\nx-request-id: two\r\n\r\n")
        _ = try await client.receive(until: "}}\n")
        // It runs on the event loop, and so returns when the loop has finished the request.
        _ = try await gateway.server.reports()
        let records = observer.records
        #expect(records.map(\.requestID) == ["one", "two"])
        #expect(records.map(\.request) == ["GET /api/model/x", "GET /none"])
        #expect(records.map(\.service) == [TestGateway.service, nil])
        #expect(records.map(\.pod) == [pod.address, nil])
        #expect(records.map(\.status) == [200, 404])
        #expect(records.map(\.isComplete) == [true, true])
        #expect(records.first?.bytesSent == reply.utf8.count)
    }

    @Test("Requests in progress are counted per service")
    func reports() async throws {
        let pod = try await TestPod()
        let gateway = try await TestGateway(pods: [pod.address])
        let client = try await gateway.client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        #expect(try await gateway.server.reports()[TestGateway.service]?.inFlight == 1)
        try await connection.send(Self.hello)
        _ = try await client.receive(until: "hello")
        let last = try await gateway.server.reports()[TestGateway.service]
        #expect(last?.inFlight == 0)
        #expect((last?.average ?? 0) > 0)
        #expect(try await gateway.server.reports().isEmpty)
    }
}
