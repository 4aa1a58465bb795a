import Synchronization

@testable import DarkroomTools

/// Bytes in memory that count how often they are read, and refuse ranges that no server would serve.
final class CountedBytes: RandomAccessBytes {
    private let bytes: [UInt8]
    private let counts = Mutex((reads: 0, longest: 0))

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var size: UInt64 { UInt64(bytes.count) }
    var reads: Int { counts.withLock { $0.reads } }
    var longest: Int { counts.withLock { $0.longest } }

    func read(at offset: UInt64, count: Int) async throws -> [UInt8] {
        guard let start = Int(exactly: offset), count >= 0, start <= bytes.count, count <= bytes.count - start
        else {
            throw OutOfRange()
        }
        counts.withLock { $0 = ($0.reads + 1, max($0.longest, count)) }
        return Array(bytes[start..<(start + count)])
    }

    /// Not a ``ToolFailure``: a request for bytes that cannot exist is a mistake of the reader.
    struct OutOfRange: Error {}
}
