/// Follows a chunked body strictly: its bytes are passed on unchanged, so the next parser must see the same chunks.
///
/// Trailers are not passed on: they would have to be checked like headers, and `TE: trailers`, with which a client asks
/// for them, is not passed on either. Requests with trailers are rejected; replies lose them.
///
/// Source: https://www.rfc-editor.org/rfc/rfc9112#section-7.1
struct ChunkScanner {
    private enum State {
        case size(digits: Int, value: Int)
        case `extension`(length: Int, value: Int)
        case sizeLineFeed(value: Int)
        case data(left: Int)
        case dataCarriageReturn, dataLineFeed
        case endCarriageReturn, endLineFeed
        case trailer, trailerLineFeed
        case complete
    }

    private static let longestExtension = 256

    /// Maximum number of bytes of all trailers.
    private static let longestTrailers = 8 << 10

    /// Position of trailers in the bytes taken last.
    private(set) var trailers = 0..<0

    private let takesTrailers: Bool
    private var trailerBytes = 0
    private var state = State.size(digits: 0, value: 0)

    init(takesTrailers: Bool = false) { self.takesTrailers = takesTrailers }

    /// Whether the last chunk has passed.
    var isComplete: Bool { if case .complete = state { true } else { false } }

    /// How many of these bytes belong to the body.
    mutating func take(_ bytes: Span<UInt8>) throws(HeadProblem) -> Int {
        var position = 0
        trailers = 0..<0
        while position < bytes.count, !isComplete {
            if case .data(let left) = state {
                let taken = min(left, bytes.count - position)
                position += taken
                state = taken == left ? .dataCarriageReturn : .data(left: left - taken)
            } else {
                state = try next(bytes[position])
                position += 1
                if isWithinTrailers { try noteTrailer(endingAt: position) }
            }
        }
        return position
    }

    private var isWithinTrailers: Bool {
        switch state {
        case .trailer, .trailerLineFeed: true
        // The line feed of a trailer, not that of the last chunk's size.
        case .endCarriageReturn: trailerBytes > 0
        default: false
        }
    }

    private mutating func noteTrailer(endingAt position: Int) throws(HeadProblem) {
        trailers = (trailers.isEmpty ? position - 1 : trailers.lowerBound)..<position
        trailerBytes += 1
        guard trailerBytes <= Self.longestTrailers else { throw .invalidChunk }
    }

    private func next(_ byte: UInt8) throws(HeadProblem) -> State {
        switch (state, byte) {
        case (.size(let digits, let value), _):
            if let digit = ASCII.hexDigit(byte), digits < 12 {
                return .size(digits: digits + 1, value: value << 4 | digit)
            }
            guard digits > 0 else { throw .invalidChunk }
            if byte == ASCII.carriageReturn { return .sizeLineFeed(value: value) }
            if byte == UInt8(ascii: ";") { return .extension(length: 0, value: value) }
        case (.extension(_, let value), ASCII.carriageReturn): return .sizeLineFeed(value: value)
        case (.extension(let length, let value), _):
            if ASCII.isFieldValue(byte), length < Self.longestExtension {
                return .extension(length: length + 1, value: value)
            }
        case (.sizeLineFeed(let value), ASCII.lineFeed):
            return value == 0 ? .endCarriageReturn : .data(left: value)
        case (.dataCarriageReturn, ASCII.carriageReturn): return .dataLineFeed
        case (.dataLineFeed, ASCII.lineFeed): return .size(digits: 0, value: 0)
        case (.endCarriageReturn, ASCII.carriageReturn): return .endLineFeed
        case (.endLineFeed, ASCII.lineFeed): return .complete
        case (.endCarriageReturn, _) where takesTrailers && ASCII.isToken(byte): return .trailer
        case (.trailer, ASCII.carriageReturn): return .trailerLineFeed
        case (.trailer, _) where ASCII.isFieldValue(byte): return .trailer
        case (.trailerLineFeed, ASCII.lineFeed): return .endCarriageReturn
        default: break
        }
        throw .invalidChunk
    }
}
