import Testing

@testable import KubeCore

@Suite("Line framer")
struct LineFramerTests {
    private static let stream = Array("first\nsecond line\n\nthird\ncut o".utf8)

    @Test("The framer yields the same lines wherever the chunks end", arguments: 1...stream.count)
    func anyChunkSize(size: Int) throws {
        var framer = LineFramer(limit: 100)
        var lines: [String] = []
        for start in stride(from: 0, to: Self.stream.count, by: size) {
            let chunk = Self.stream[start..<min(start + size, Self.stream.count)]
            lines += try framer.append(Array(chunk)).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(lines == ["first", "second line", "third"])
        #expect(try framer.append([0x0A]) == [Array("cut o".utf8)])
    }

    @Test("A complete line leaves nothing in the buffer")
    func nothingLeft() throws {
        var framer = LineFramer(limit: 10)
        #expect(try framer.append(Array("a\n".utf8)) == [[0x61]])
        #expect(try framer.append(Array("b\n".utf8)) == [[0x62]])
    }

    @Test("An empty chunk and empty lines yield nothing")
    func empty() throws {
        var framer = LineFramer(limit: 10)
        #expect(try framer.append([]).isEmpty)
        #expect(try framer.append(Array("\n\n\n".utf8)).isEmpty)
    }

    @Test("A line of exactly the limit passes, and one byte more is refused", arguments: [1, 3, 8])
    func limit(chunkSize: Int) throws {
        var framer = LineFramer(limit: 8)
        #expect(try framer.append(Array("12345678\n".utf8)).count == 1)
        let tooLong = Array("123456789\n".utf8)
        let error = #expect(throws: LineFramer.LineTooLong.self) {
            for start in stride(from: 0, to: tooLong.count, by: chunkSize) {
                _ = try framer.append(Array(tooLong[start..<min(start + chunkSize, tooLong.count)]))
            }
        }
        #expect(error?.limit == 8)
    }

    @Test("A line that never ends is refused before it fills the buffer")
    func endless() throws {
        var framer = LineFramer(limit: 8)
        _ = try framer.append(Array("1234".utf8))
        #expect(throws: LineFramer.LineTooLong.self) { try framer.append(Array(repeating: 0x61, count: 1000)) }
    }

    @Test("Short lines after a long one remain cheap")
    func capacity() throws {
        var framer = LineFramer(limit: 1 << 20)
        let long = Array(repeating: UInt8(ascii: "x"), count: 1 << 19)
        let lines = try framer.append(long + Array("\na\nb\n".utf8))
        #expect(lines.map(\.count) == [1 << 19, 1, 1])
        #expect(lines.dropFirst().allSatisfy { $0.capacity < 1024 })
    }
}
