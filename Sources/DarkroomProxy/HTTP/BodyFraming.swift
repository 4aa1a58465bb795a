/// How a body ends.
enum BodyFraming: Hashable {
    case length(Int)
    case chunked
    /// When the connection closes; replies only.
    case untilClose
}

/// Follows a body as its bytes pass, to know where it ends. It keeps none of them.
struct BodyScanner {
    private enum State {
        case length(Int)
        case chunked(ChunkScanner)
        case untilClose
    }

    private var state: State

    /// - Parameter takesTrailers: False rejects trailers.
    init(_ framing: BodyFraming, takesTrailers: Bool = false) {
        switch framing {
        case .length(let length): state = .length(length)
        case .chunked: state = .chunked(ChunkScanner(takesTrailers: takesTrailers))
        case .untilClose: state = .untilClose
        }
    }

    /// Whether the last byte of the body has passed.
    var isComplete: Bool {
        switch state {
        case .length(let left): left == 0
        case .chunked(let scanner): scanner.isComplete
        case .untilClose: false
        }
    }

    /// Position of trailers, which are not passed on, in the bytes taken last.
    var trailers: Range<Int> { if case .chunked(let scanner) = state { scanner.trailers } else { 0..<0 } }

    /// Whether the body ends with the connection.
    var endsWithConnection: Bool { if case .untilClose = state { true } else { false } }

    /// How many of these bytes belong to the body.
    mutating func take(_ bytes: Span<UInt8>) throws(HeadProblem) -> Int {
        switch state {
        case .length(let left):
            let taken = min(left, bytes.count)
            state = .length(left - taken)
            return taken
        case .chunked(var scanner):
            let taken = try scanner.take(bytes)
            state = .chunked(scanner)
            return taken
        case .untilClose: return bytes.count
        }
    }
}
