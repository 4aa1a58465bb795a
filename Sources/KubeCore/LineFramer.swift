/// Cuts a byte stream that arrives in arbitrary chunks into lines; the framing of a watch stream.
///
/// A line is only delivered once its newline has arrived, so a stream that breaks off in the middle of an object
/// never yields half of it. Lines beyond `limit` are refused, which bounds memory against a server that never
/// sends a newline.
public struct LineFramer: Sendable {
    /// A line grew beyond the limit.
    public struct LineTooLong: Error, Equatable {
        /// The bound that was passed, in bytes.
        public let limit: Int
    }

    private let limit: Int
    private var partial: [UInt8] = []

    /// Frames lines of at most `limit` bytes.
    public init(limit: Int) { self.limit = limit }

    /// Takes a chunk and returns the lines it completes, without their newlines; empty lines are dropped.
    ///
    /// Not generic: what is not specialized for a type costs more here than reading the JSON that comes out.
    public mutating func append(_ chunk: [UInt8]) throws(LineTooLong) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = chunk[...]
        while let newline = rest.firstIndex(of: 0x0A) {
            try take(rest[..<newline])
            if !partial.isEmpty { lines.append(partial) }
            // Not removeAll(keepingCapacity:): every line after a long one would be given as much memory.
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
