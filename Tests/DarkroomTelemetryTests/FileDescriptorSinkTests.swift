import DarkroomTelemetry
import Dispatch
import Glibc
import Testing

@Suite struct `A file descriptor sink` {
    @Test(arguments: [false, true])
    func `keeps long lines from many threads intact`(nonBlocking: Bool) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (readEnd, writeEnd) = (ends[0], ends[1])
        if nonBlocking { try #require(fcntl(writeEnd, F_SETFL, O_NONBLOCK) == 0) }
        // Longer than a pipe's buffer, so that every line is written in parts.
        let lines = (0..<8).map { String(repeating: String($0), count: 100_000) }
        let sink = FileDescriptorSink(writeEnd)
        DispatchQueue.global().async {
            DispatchQueue.concurrentPerform(iterations: lines.count) { sink.write(lines[$0] + "\n") }
            close(writeEnd)
        }
        let written = String(decoding: readToEnd(readEnd), as: UTF8.self)
        #expect(written.split(separator: "\n").sorted() == lines.map { $0[...] })
    }

    @Test func `drops lines when the descriptor cannot be written to`() {
        FileDescriptorSink(-1).write("lost\n")
    }

    private func readToEnd(_ descriptor: Int32) -> [UInt8] {
        defer { close(descriptor) }
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &part, part.count)
            guard count > 0 else { return all }
            all += part.prefix(count)
        }
    }
}
