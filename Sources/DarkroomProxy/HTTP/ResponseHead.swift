/// The head of a pod's reply, as positions in its bytes.
struct ResponseHead {
    private(set) var status = 0
    /// The status and what follows it on the line.
    private(set) var statusAndReason = 0..<0
    private(set) var isHTTP11 = true
    private(set) var fields = FieldLines()

    /// Whether the pod keeps the connection.
    var keepsAlive: Bool { isHTTP11 ? !fields.saysClose : fields.saysKeepAlive && !fields.saysClose }

    /// Whether another head follows this one.
    var isInterim: Bool { (100..<200).contains(status) && status != 101 }

    /// How the body ends.
    func framing(isReplyToHEAD: Bool) -> BodyFraming {
        if isReplyToHEAD || status == 204 || status == 304 || status < 200 { return .length(0) }
        if fields.isChunked { return .chunked }
        return fields.contentLength.map(BodyFraming.length) ?? .untilClose
    }

    /// Reads a head.
    ///
    /// - Parameter head: The whole head, with the empty line at its end.
    mutating func read(_ head: Span<UInt8>) throws(HeadProblem) {
        guard head.count > 13, head[8] == ASCII.space else { throw .malformedStartLine }
        isHTTP11 = try HTTPVersion.isHTTP11(head.extracting(0..<8))
        guard let status = ASCII.number(head.extracting(9..<12)), (100...599).contains(status) else {
            throw .malformedStartLine
        }
        guard head[12] == ASCII.space || head[12] == ASCII.carriageReturn else { throw .malformedStartLine }
        var position = 12
        while position < head.count, ASCII.isFieldValue(head[position]) { position += 1 }
        guard position + 1 < head.count, head[position] == ASCII.carriageReturn,
            head[position + 1] == ASCII.lineFeed
        else { throw .malformedStartLine }
        self.status = status
        statusAndReason = 9..<position
        try fields.read(head, from: position + 2)
        if fields.isChunked, !isHTTP11 { throw .chunkedBeforeHTTP11 }
    }
}
