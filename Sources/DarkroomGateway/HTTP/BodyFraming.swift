/// How a body ends.
enum BodyFraming: Hashable {
    case length(Int)
    case chunked
    /// With the connection; replies only.
    case untilClose
}

/// Follows a body as its bytes pass, to know where it ends. Nothing of it is kept.
struct BodyScanner {
    private enum State {
        case length(Int)
        case chunked(ChunkScanner)
        case untilClose
    }

    private var state: State

    /// - Parameter takesTrailers: False refuses them.
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

    /// Where in the bytes that were taken last there are trailers, which are not passed on.
    var trailers: Range<Int> { if case .chunked(let scanner) = state { scanner.trailers } else { 0..<0 } }

    /// Whether the end of the connection is the end of the body.
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
