/// Splits a byte stream that arrives in arbitrary chunks into lines; the framing of a watch stream.
///
/// Delivers a line only after its newline has arrived, so a stream that breaks in the middle of an object
/// never yields half of it. Rejects lines longer than `limit`, which bounds memory if a server never
/// sends a newline.
public struct LineFramer: Sendable {
    /// A line exceeded the limit.
    public struct LineTooLong: Error, Equatable {
        /// The limit, in bytes.
        public let limit: Int
    }

    private let limit: Int
    private var partial: [UInt8] = []

    /// Frames lines of at most `limit` bytes.
    public init(limit: Int) { self.limit = limit }

    /// Takes a chunk and returns the lines it completes, without their newlines; empty lines are dropped.
    ///
    /// Not generic: unspecialized code here costs more than decoding the resulting JSON.
    public mutating func append(_ chunk: [UInt8]) throws(LineTooLong) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = chunk[...]
        while let newline = rest.firstIndex(of: 0x0A) {
            try take(rest[..<newline])
            if !partial.isEmpty { lines.append(partial) }
            // Not removeAll(keepingCapacity:), which would keep a long line's memory for every later line.
            partial = []
            rest = rest[rest.index(after: newline)...]
        }
        try take(rest)
        return lines
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) throws(LineTooLong) {
        guard bytes.count <= limit - partial.count else { throw LineTooLong(limit: limit) }
        partial.append(contentsOf: bytes)
    }
}
