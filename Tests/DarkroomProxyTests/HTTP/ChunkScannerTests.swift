import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("Chunked body")
struct ChunkScannerTests {
    private func take(_ text: String, _ scanner: inout ChunkScanner) throws -> Int {
        try scanner.take(ByteBuffer(string: text).readableBytesUInt8Span)
    }

    @Test(
        "The body ends exactly with its last chunk",
        arguments: [
            ("0\r\n\r\n", 5), ("5\r\nhello\r\n0\r\n\r\n", 15),
            ("5;a=\"b\"\r\nhello\r\n00\r\n\r\nGET / HTTP/1.1", 22),
            ("A\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n", 26),
        ]
    )
    func complete(text: String, length: Int) throws {
        var scanner = ChunkScanner()
        #expect(try take(text, &scanner) == length)
        #expect(scanner.isComplete)
        var bytewise = ChunkScanner()
        for byte in text.utf8.prefix(length) { #expect(try bytewise.take([byte].span) == 1) }
        #expect(bytewise.isComplete)
    }

    @Test(
        "A truncated body is not complete",
        arguments: ["", "5", "5\r\nhel", "5\r\nhello\r\n", "0\r\n"]
    )
    func incomplete(text: String) throws {
        var scanner = ChunkScanner()
        #expect(try take(text, &scanner) == text.utf8.count)
        #expect(!scanner.isComplete)
    }

    @Test(
        "A body that another parser could read differently is refused",
        arguments: [
            "\r\n", "g\r\n", "-1\r\n", " 5\r\n", "0x5\r\n", "5 \r\nhello\r\n", "5\nhello\n",
            "5\r\nhello0\r\n",
            "5\r\nhello\n0\r\n\r\n", "5;a\nb\r\nhello\r\n", "0000000000005\r\n", "FFFFFFFFFFFFFFFF\r\n",
            "0\r\nX: 1\r\n\r\n",
        ]
    )
    func refused(text: String) {
        var scanner = ChunkScanner()
        #expect(throws: HeadProblem.invalidChunk) { try take(text, &scanner) }
    }

    @Test("Trailers are recognised however they are split, where they are allowed")
    func trailers() throws {
        let (body, trailers) = ("1\r\nx\r\n0\r\n", "A: 1\r\nB: 2\r\n")
        var scanner = ChunkScanner(takesTrailers: true)
        #expect(try take(body + trailers + "\r\n", &scanner) == body.utf8.count + trailers.utf8.count + 2)
        #expect(scanner.isComplete)
        #expect(scanner.trailers == body.utf8.count..<(body + trailers).utf8.count)
        var bytewise = ChunkScanner(takesTrailers: true)
        var passed = ""
        for byte in (body + trailers + "\r\n").utf8 {
            #expect(try bytewise.take([byte].span) == 1)
            if bytewise.trailers.isEmpty { passed.unicodeScalars.append(Unicode.Scalar(byte)) }
        }
        #expect(bytewise.isComplete)
        #expect(passed == body + "\r\n")
    }

    @Test("The length of trailers is limited")
    func endlessTrailers() {
        var scanner = ChunkScanner(takesTrailers: true)
        #expect(throws: HeadProblem.invalidChunk) {
            try take("0\r\n" + String(repeating: "a: b\r\n", count: 2000), &scanner)
        }
    }
}
