import DarkroomProxy
import NIOCore
import ProxyTestSupport
import Testing

@Suite("Pods that misbehave", .timeLimit(.minutes(5)))
struct HostilePodTests {
    private static let get = "GET /api/model HTTP/1.1\r\nhost: a\r\n\r\n"
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    @Test(
        "A malformed reply fails only its own request",
        arguments: [
            "garbage\r\n\r\n", "HTTP/1.1 200 OK\nx: y\n\n", "HTTP/1.1 99 Low\r\n\r\n",
            "HTTP/1.1 2000 High\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nx: y\r\n folded\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
            "SSH-2.0-OpenSSH_9.2\r\n\r\n", "\r\n\r\n", "\0\0\0\n",
        ]
    )
    func garbage(reply: String) async throws {
        let pod = try await TestPod()
        let gateway = try await TestGateway(pods: [pod.address])
        let client = try await gateway.client()
        let other = try await gateway.client()
        try await other.send(Self.get)
        let good = try await pod.connection(0)
        _ = try await good.receiveHead()
        try await client.send(Self.get)
        let bad = try await pod.connection(1)
        _ = try await bad.receiveHead()
        try await bad.send(reply)
        #expect(try await client.receive(until: "}}\n").hasPrefix("HTTP/1.1 502 "))
        try await good.send(Self.hello)
        _ = try await other.receive(until: "hello")
        // The client's connection stays usable too.
        try await client.send(Self.get)
        _ = try await good.receiveHead()
        try await good.send(Self.hello)
        _ = try await client.receive(until: "hello")
    }

    @Test("A reply head without an end is cut off")
    func endlessHead() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await connection.send("HTTP/1.1 200 OK\r\nx: " + String(repeating: "y", count: 64 << 10))
        #expect(try await client.receive(until: "}}\n").hasPrefix("HTTP/1.1 502 "))
    }

    @Test("Bytes beyond the announced length are not read as the next reply")
    func tooLong() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await connection.send(Self.hello + "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil")
        _ = try await client.receive(until: "hello")
        try await client.send(Self.get)
        let next = try await pod.connection(1)
        _ = try await next.receiveHead()
        try await next.send(Self.hello)
        #expect(try await !client.receive(until: "hello").contains("evil"))
    }

    @Test("A pod that sends bytes without a request has its connection closed")
    func unasked() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        _ = try await connection.receiveHead()
        try await connection.send(Self.hello)
        _ = try await client.receive(until: "hello")
        try await connection.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil")
        _ = try await connection.receiveUntilClosed()
    }

    @Test("The gateway gives up on a pod that does not reply within the route's timeout")
    func silent() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address], timeout: .seconds(1)).client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        #expect(try await client.receive(until: "}}\n").contains("ReplyTimeout"))
        _ = try await connection.receiveUntilClosed()
    }

    @Test("The gateway gives up on a pod that stops in the middle of its reply, and the client notices")
    func fallsSilent() async throws {
        let pod = try await TestPod(
            replying: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n"
        )
        let client = try await TestGateway(pods: [pod.address], timeout: .seconds(1)).client()
        try await client.send(Self.get)
        #expect(try await client.receiveUntilClosed().hasSuffix("1\r\nx\r\n"))
        _ = try await pod.connection().receiveUntilClosed()
    }

    @Test("A kept connection that the pod has closed fails no request")
    func closedMeanwhile() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        for round in 0..<5 {
            try await client.send(Self.get)
            let connection = try await pod.connection(round)
            _ = try await connection.receiveHead()
            try await connection.send(Self.hello)
            _ = try await client.receive(until: "hello")
            try await connection.close()
        }
    }

    @Test("A request without side effects is sent again when its connection closes without a reply")
    func sentAgain() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        let first = try await pod.connection(0)
        _ = try await first.receiveHead()
        try await first.close()
        let second = try await pod.connection(1)
        _ = try await second.receiveHead()
        try await second.send(Self.hello)
        #expect(try await client.receive(until: "hello").hasPrefix("HTTP/1.1 200 "))
    }

    @Test("A pod that closes every connection at once leads to an error for the client, not to a hang")
    func acceptsAndCloses() async throws {
        let pod = try await TestPod(closing: true)
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send(Self.get)
        #expect(try await client.receive(until: "}}\n").hasPrefix("HTTP/1.1 50"))
    }

    @Test("A reply that ends with its connection is incomplete when the connection is reset")
    func reset() async throws {
        // Closing a socket with unread bytes resets its connection.
        let pod = try await TestPod(autoRead: false)
        let observer = RecordingObserver()
        let gateway = try await TestGateway(pods: [pod.address], observer: observer)
        let client = try await gateway.client()
        try await client.send(Self.get)
        let connection = try await pod.connection()
        try await Task.sleep(for: .milliseconds(100))
        try await connection.send("HTTP/1.1 200 OK\r\n\r\nhalf")
        _ = try await client.receive(until: "half")
        try await connection.close()
        _ = try await client.receiveUntilClosed()
        _ = try await gateway.server.reports()
        #expect(observer.records.map(\.isComplete) == [false])
    }

    @Test("A reply that a pod sends before it has the whole body reaches the client, even if the pod then disconnects")
    func resetAfterRefusal() async throws {
        let pod = try await TestPod(autoRead: false)
        let client = try await TestGateway(pods: [pod.address]).client()
        let size = 16 << 20
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: \(size)\r\n\r\n")
        _ = try await client.bytesTaken(of: size, after: .milliseconds(100))
        let connection = try await pod.connection()
        try await connection.send("HTTP/1.1 413 Content Too Large\r\n\r\ntoo much")
        try await connection.close()
        #expect(try await client.receive(until: "too much").hasPrefix("HTTP/1.1 413 "))
    }

    @Test("A request with side effects is not sent again when its connection closes without a reply")
    func notSentAgain() async throws {
        let pod = try await TestPod()
        let client = try await TestGateway(pods: [pod.address]).client()
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\n\r\n")
        let first = try await pod.connection(0)
        _ = try await first.receiveHead()
        try await first.close()
        #expect(try await client.receive(until: "}}\n").hasPrefix("HTTP/1.1 502 "))
        #expect(pod.connectionCount == 1)
    }

    @Test("A pod that accepts no connections is skipped in favour of one that does", arguments: 0..<4)
    func passedOver(round: Int) async throws {
        let gone = try await TestPod()
        let address = gone.address
        try await gone.stop()
        let pod = try await TestPod(replying: Self.hello)
        let client = try await TestGateway(pods: [address, pod.address]).client()
        try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx")
        #expect(try await client.receive(until: "hello").hasPrefix("HTTP/1.1 200 "))
    }

    @Test("The client gets an error when no pod accepts connections")
    func noConnection() async throws {
        let gone = try await TestPod()
        let address = gone.address
        try await gone.stop()
        let client = try await TestGateway(pods: [address]).client()
        try await client.send(Self.get)
        #expect(try await client.receive(until: "}}\n").contains("NoConnection"))
    }
}
