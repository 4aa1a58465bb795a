import NIOCore

/// Looks ahead at a body that stays in the buffer, each byte once, to know when it is complete.
struct GatheredBody {
    private var scanner: BodyScanner
    private var count = 0

    init(_ framing: BodyFraming) { scanner = BodyScanner(framing) }

    /// Whether the body is complete.
    ///
    /// - Parameter bytes: All bytes of the body so far, and what follows them.
    /// - Throws: When these cannot be a body.
    mutating func isComplete(in bytes: ByteBuffer) throws(HeadProblem) -> Bool {
        var unseen = bytes
        unseen.moveReaderIndex(forwardBy: count)
        count += try scanner.take(unseen.readableBytesUInt8Span)
        return scanner.isComplete
    }
}
