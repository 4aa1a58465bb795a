import DarkroomTraffic
import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("Request head")
struct RequestHeadTests {
    private func problem(_ text: String) -> HeadProblem? {
        var scanner = HeadScanner()
        let bytes = ByteBuffer(string: text)
        do {
            guard let end = try scanner.end(in: bytes.readableBytesUInt8Span) else { return nil }
            var head = RequestHead()
            try head.read(bytes.readableBytesUInt8Span.extracting(0..<end))
            return nil
        } catch {
            return error
        }
    }

    private func read(_ text: String) throws -> RequestHead {
        var head = RequestHead()
        try head.read(ByteBuffer(string: text).readableBytesUInt8Span)
        return head
    }

    @Test(
        "A head that two parsers could read differently is refused",
        arguments: [
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                HeadProblem.conflictingLength
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                .conflictingLength
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                .conflictingLength
            ),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", .invalidLength),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", .invalidLength),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", .invalidLength),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\n", .invalidLength),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", .invalidLength),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", .invalidLength),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                .unsupportedTransferCoding
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                .unsupportedTransferCoding
            ),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", .unsupportedTransferCoding),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", .unsupportedTransferCoding),
            ("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", .chunkedBeforeHTTP11),
            ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n", .invalidName),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n", .foldedLine),
            ("GET / HTTP/1.1\r\n Host: a\r\n\r\n", .foldedLine),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\nY: 2\r\n\r\n", .bareLineFeed),
            ("GET / HTTP/1.1\nHost: a\n\n", .bareLineFeed),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\rY: 2\r\n\r\n", .invalidValue),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\0\r\n\r\n", .invalidValue),
            ("GET / HTTP/1.1\r\nHost: a\r\nX\0: 1\r\n\r\n", .invalidName),
            ("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", .invalidName),
            ("GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n", .invalidName),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .invalidHost),
            ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .invalidHost),
            ("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .invalidHost),
            ("GET / HTTP/1.1\r\nHost:\r\n\r\n", .invalidHost),
            ("GET / HTTP/1.1\r\n\r\n", .missingHost),
            ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedStartLine),
            ("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", .malformedStartLine),
            ("GET / x HTTP/1.1\r\nHost: a\r\n\r\n", .malformedStartLine),
            ("GET /\r\nHost: a\r\n\r\n", .malformedStartLine),
            ("\r\n\r\n", .malformedStartLine),
            ("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedMethod),
            ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformedStartLine),
            ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
            ("GET / http/1.1\r\nHost: a\r\n\r\n", .unsupportedVersion),
            ("GET /\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n", .malformedStartLine),
            ("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedTarget),
            ("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedTarget),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedTarget),
            ("GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedTarget),
            ("GET /a/.. HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedTarget),
            ("GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedTarget),
            ("GET /./a HTTP/1.1\r\nHost: a\r\n\r\n", .unsupportedTarget),
        ]
    )
    func refused(text: String, expected: HeadProblem) {
        #expect(problem(text) == expected)
    }

    @Test("A head that is too large is refused while it arrives")
    func tooLarge() {
        let long = String(repeating: "x", count: 40 << 10)
        #expect(problem("GET / HTTP/1.1\r\nHost: a\r\nX: \(long)") == .tooLarge)
        #expect(problem("GET /\(long.prefix(9000)) HTTP/1.1\r\nHost: a\r\n\r\n") == .targetTooLong)
        let many = String(repeating: "X: 1\r\n", count: 101)
        #expect(problem("GET / HTTP/1.1\r\nHost: a\r\n\(many)\r\n") == .tooManyFields)
    }

    @Test(
        "Each problem has its own status code",
        arguments: [
            (HeadProblem.tooLarge, 431), (.tooManyFields, 431), (.targetTooLong, 414),
            (.unsupportedVersion, 505),
            (.unsupportedTransferCoding, 501), (.conflictingLength, 400), (.foldedLine, 400),
        ]
    )
    func status(problem: HeadProblem, status: Int) {
        #expect(problem.status == status)
    }

    @Test(
        "Method, path, body and connection are read",
        arguments: [
            (
                "GET /a?b=/c/../d HTTP/1.1\r\nHost: a\r\n\r\n", MethodSet.get, "/a", BodyFraming.length(0),
                true
            ),
            (
                "POST /a/b HTTP/1.1\r\nHOST: a:80\r\ncontent-length: 12\r\n\r\n", .post, "/a/b", .length(12),
                true
            ),
            (
                "PUT / HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: Chunked\r\n\r\n", .put, "/", .chunked,
                true
            ),
            (
                "GET /...//x HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", .get, "/...//x",
                .length(0), false
            ),
            ("BREW /pot HTTP/1.0\r\n\r\n", .other, "/pot", .length(0), false),
            ("GET /pot HTTP/1.0\r\nConnection:keep-alive\t \r\n\r\n", .get, "/pot", .length(0), true),
        ]
    )
    func accepted(
        text: String,
        method: MethodSet,
        path: String,
        framing: BodyFraming,
        keepsAlive: Bool
    ) throws {
        let head = try read(text)
        #expect(head.method == method)
        #expect(String(decoding: Array(text.utf8)[head.path], as: UTF8.self) == path)
        #expect(head.framing == framing)
        #expect(head.keepsAlive == keepsAlive)
    }

    @Test(
        "Only an upgrade to WebSocket is allowed",
        arguments: [
            (
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n",
                true
            ),
            (
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
                false
            ),
            ("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", false),
            ("POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n", false),
        ]
    )
    func upgrade(text: String, expected: Bool) throws {
        #expect(try read(text).wantsWebSocket == expected)
    }

    @Test("No sequence of bytes crashes the parsers")
    func mutations() {
        let seeds = [
            "POST /a/%2e/b?c HTTP/1.1\r\nHost: a\r\nConnection: x, close\r\nContent-Length: 12\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: x\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        ]
        var random = QuickRandom()
        for round in 0..<20_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<(1 + random.next() % 4) {
                let index = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 3 {
                case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: index)
                }
            }
            var scanner = HeadScanner()
            guard let end = (try? scanner.end(in: bytes.span)) ?? nil else { continue }
            var request = RequestHead()
            try? request.read(bytes.span.extracting(0..<end))
            var response = ResponseHead()
            try? response.read(bytes.span.extracting(0..<end))
            var chunks = ChunkScanner()
            _ = try? chunks.take(bytes.span.extracting(end..<bytes.count))
        }
    }

    @Test("The end of a head that arrives byte by byte is found exactly")
    func bytewise() throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET".utf8)
        var scanner = HeadScanner()
        for length in 0..<27 { #expect(try scanner.end(in: bytes.span.extracting(0..<length)) == nil) }
        #expect(try scanner.end(in: bytes.span) == 27)
    }
}
