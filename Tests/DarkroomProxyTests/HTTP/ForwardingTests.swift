import DarkroomTraffic
import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("Forwarded headers")
struct ForwardingTests {
    private static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func forwarded(_ lines: String, version: String = "1.1") throws -> [String] {
        let bytes = ByteBuffer(string: "GET /x?y HTTP/\(version)\r\n\(lines)\r\n")
        var head = RequestHead()
        try head.read(bytes.readableBytesUInt8Span)
        var out = ByteBuffer()
        head.writeForwarded(
            bytes,
            with: ForwardingFacts(
                clientAddress: "192.0.2.1",
                pod: PodAddress(ip: "10.0.0.1", port: 80),
                requestID: .generated(1, 2),
                trace: (3, 4, 5)
            ),
            to: &out
        )
        let text = String(buffer: out)
        #expect(text.hasSuffix("\r\n\r\n"))
        return text.split(separator: "\r\n").map(String.init)
    }

    private func reply(_ lines: String, cors: CORSPolicy? = nil) throws -> [String] {
        let bytes = ByteBuffer(string: "HTTP/1.1 200 Fine\r\n\(lines)\r\n")
        var head = ResponseHead()
        try head.read(bytes.readableBytesUInt8Span)
        var facts = ReplyFacts(requestID: .generated(1, 2), connection: .staysOpen)
        facts.cors = cors.map { ($0, "https://app.example") }
        var out = ByteBuffer()
        head.writeForwarded(bytes, with: facts, to: &out)
        return String(buffer: out).split(separator: "\r\n").map(String.init)
    }

    @Test("A plain request gets the gateway's four headers")
    func plain() throws {
        #expect(
            try forwarded("Host: a\r\nAccept: */*\r\n") == [
                "GET /x?y HTTP/1.1", "Host: a", "Accept: */*", "x-forwarded-for: 192.0.2.1",
                "x-forwarded-proto: http", "x-request-id: 00000000000000010000000000000002",
                "traceparent: 00-00000000000000030000000000000004-0000000000000005-00",
            ]
        )
    }

    @Test(
        "Hop-by-hop headers are not forwarded",
        arguments: [
            "Connection: close", "Keep-Alive: timeout=5", "Proxy-Connection: x", "TE: trailers", "Trailer: x",
            "Upgrade: h2c", "Proxy-Authorization: x", "Connection: x-secret\r\nX-Secret: 1",
        ]
    )
    func hopByHop(line: String) throws {
        let lines = try forwarded("Host: a\r\n\(line)\r\nAccept: */*\r\n")
        #expect(
            lines.prefix(4) == ["GET /x?y HTTP/1.1", "Host: a", "Accept: */*", "x-forwarded-for: 192.0.2.1"]
        )
    }

    @Test("A client cannot make the gateway remove Host and Content-Length")
    func nominated() throws {
        let lines = try forwarded("Host: a\r\nContent-Length: 3\r\nConnection: host, content-length\r\n")
        #expect(lines.prefix(3) == ["GET /x?y HTTP/1.1", "Host: a", "Content-Length: 3"])
    }

    @Test(
        "Proxy headers that a client sends about itself are ignored",
        arguments: [
            "X-Forwarded-For: 1.2.3.4", "X-FORWARDED-PROTO: https", "Forwarded: for=1.2.3.4",
            "X-Real-IP: 1.2.3.4",
            "X-Forwarded-Host: evil", "X-Forwarded-Port: 1", "X-Forwarded-Prefix: /x",
            "X-Forwarded-Client-Cert-And-Whatever-Else-A-Proxy-May-Say: x", "X-Forwarded-User: root",
            "X_Forwarded_For: 1.2.3.4", "X-Forwarded_Proto: https", "x_real_ip: 1.2.3.4", "X_Request_Id: x",
            "Content_Length: 3", "Transfer_Encoding: chunked",
        ]
    )
    func forwardingHeaders(line: String) throws {
        let lines = try forwarded("\(line)\r\nHost: a\r\n")
        #expect(lines.prefix(3) == ["GET /x?y HTTP/1.1", "Host: a", "x-forwarded-for: 192.0.2.1"])
    }

    @Test("A header with an underscore that resembles none of the gateway's headers is forwarded")
    func underscore() throws {
        let lines = try forwarded("Host: a\r\napi_key: x\r\nX-Forwarded: x\r\n")
        #expect(lines[2...3] == ["api_key: x", "X-Forwarded: x"])
    }

    @Test(
        "A valid trace context is forwarded, and an invalid one is replaced",
        arguments: [(trace, true), ("00-1-2-3", false), ("", false)]
    )
    func traces(value: String, isKept: Bool) throws {
        let lines = try forwarded("Host: a\r\ntraceparent: \(value)\r\n")
        #expect(lines.contains("traceparent: \(value)") == isKept)
        #expect(lines.filter { $0.hasPrefix("traceparent") }.count == 1)
    }

    @Test("A request of an HTTP/1.0 client is forwarded as HTTP/1.0, with a Host header")
    func oldClient() throws {
        let lines = try forwarded("Accept: */*\r\n", version: "1.0")
        #expect(
            lines.prefix(4) == ["GET /x?y HTTP/1.0", "connection: close", "Accept: */*", "host: 10.0.0.1:80"]
        )
    }

    @Test("A reply gets security headers unless the pod sets its own")
    func securityHeaders() throws {
        #expect(
            try reply("Content-Length: 0\r\nX-Frame-Options: SAMEORIGIN\r\nConnection: close\r\n") == [
                "HTTP/1.1 200 Fine", "Content-Length: 0", "X-Frame-Options: SAMEORIGIN",
                "x-request-id: 00000000000000010000000000000002", "x-content-type-options: nosniff",
                "referrer-policy: no-referrer",
            ]
        )
    }

    @Test("A CORS policy replaces the CORS headers of the pod")
    func cors() throws {
        let lines = try reply(
            "Access-Control-Allow-Origin: *\r\n",
            cors: CORSPolicy(allowOrigins: ["https://app.example"])
        )
        #expect(
            lines.filter { $0.lowercased().hasPrefix("access-control") } == [
                "access-control-allow-origin: https://app.example"
            ]
        )
    }

    @Test(
        "A request id from the client is kept if it is safe to log",
        arguments: [
            ("abc-1.2_3", true), ("", false), ("a b", false), ("a\"b", false),
            (String(repeating: "a", count: 129), false),
        ]
    )
    func requestID(given: String, isKept: Bool) {
        var random = QuickRandom()
        let text = RequestID(given: ByteBuffer(string: given), random: &random).text
        #expect((text == given) == isKept)
        #expect(isKept || text.count == 32)
    }
}
