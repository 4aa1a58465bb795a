/// One header line, as positions in the bytes of the head.
struct FieldLine {
    /// Start of the line, which ends with the line feed before ``end``.
    let start: Int
    let end: Int
    let name: Range<Int>
    let value: Range<Int>
    let header: KnownHeader
}

/// The header lines of a request or a reply, and what they mean for connection and length.
struct FieldLines {
    private(set) var lines: [FieldLine] = []
    /// Value of Content-Length.
    private(set) var contentLength: Int?
    /// Whether the body is chunked.
    private(set) var isChunked = false
    /// Whether `Connection` has `close`, and whether it has `keep-alive`.
    private(set) var saysClose = false
    private(set) var saysKeepAlive = false
    /// Whether `Connection` names further headers that end at this hop.
    private(set) var namesOthers = false
    /// Whether the sender asks to upgrade to WebSocket. Other protocols, h2c above all, could carry requests past the
    /// checks made here.
    private(set) var wantsWebSocket = false
    /// The headers seen.
    private(set) var seen = KnownHeaders()

    /// Resets everything but keeps the memory.
    mutating func removeAll() {
        lines.removeAll(keepingCapacity: true)
        contentLength = nil
        isChunked = false
        saysClose = false
        saysKeepAlive = false
        namesOthers = false
        wantsWebSocket = false
        seen = KnownHeaders()
    }

    /// The first value of a header.
    func value(of header: KnownHeader) -> Range<Int>? {
        seen.contains(header) ? lines.first { $0.header == header }?.value : nil
    }

    /// Reads the lines of a head.
    ///
    /// - Parameters:
    ///   - head: The whole head, with the empty line at its end.
    ///   - start: Where the first header begins.
    mutating func read(_ head: Span<UInt8>, from start: Int) throws(HeadProblem) {
        removeAll()
        var position = start
        var saysUpgrade = false
        var upgradesToWebSocket = false
        while position < head.count, head[position] != ASCII.carriageReturn {
            guard lines.count < HeadLimits.fields else { throw .tooManyFields }
            let line = try Self.readLine(head, at: position)
            lines.append(line)
            position = line.end
            guard line.header != .other else { continue }
            let value = head.extracting(line.value)
            switch line.header {
            case .contentLength:
                // Equal values are rejected too: the next parser may use the first, the last, or a list.
                guard contentLength == nil else { throw .conflictingLength }
                guard let length = ASCII.number(value) else { throw .invalidLength }
                contentLength = length
            case .transferEncoding:
                guard !isChunked, ASCII.equals(value, "chunked") else { throw .unsupportedTransferCoding }
                isChunked = true
            case .connection:
                saysClose = saysClose || ASCII.list(value, contains: "close")
                saysKeepAlive = saysKeepAlive || ASCII.list(value, contains: "keep-alive")
                saysUpgrade = saysUpgrade || ASCII.list(value, contains: "upgrade")
                namesOthers = namesOthers || !Self.isUsual(connection: value)
            case .upgrade: upgradesToWebSocket = ASCII.equals(value, "websocket")
            case .host where seen.contains(.host): throw .invalidHost
            default: break
            }
            seen.insert(line.header)
        }
        guard position == head.count - 2 else { throw .bareLineFeed }
        guard !isChunked || contentLength == nil else { throw .conflictingLength }
        wantsWebSocket = saysUpgrade && upgradesToWebSocket
    }

    /// Whether a line ends at this hop.
    func endsHere(_ line: FieldLine, in head: Span<UInt8>) -> Bool {
        if line.header.isHopByHop { return true }
        // A client must not remove the headers that delimit and address the message.
        guard namesOthers, line.header != .contentLength, line.header != .host else { return false }
        let name = head.extracting(line.name)
        return lines.contains { other in
            other.header == .connection && ASCII.list(head.extracting(other.value), contains: name)
        }
    }

    private static func isUsual(connection: Span<UInt8>) -> Bool {
        ASCII.equals(connection, "keep-alive") || ASCII.equals(connection, "close")
            || ASCII.equals(connection, "upgrade")
    }

    private static func readLine(_ head: Span<UInt8>, at start: Int) throws(HeadProblem) -> FieldLine {
        if ASCII.isBlank(head[start]) { throw .foldedLine }
        var position = start
        while position < head.count, ASCII.isToken(head[position]) { position += 1 }
        guard position < head.count, position > start, head[position] == ASCII.colon else {
            throw .invalidName
        }
        let name = start..<position
        position += 1
        while position < head.count, ASCII.isBlank(head[position]) { position += 1 }
        let valueStart = position
        while position < head.count, ASCII.isFieldValue(head[position]) { position += 1 }
        var valueEnd = position
        while valueEnd > valueStart, ASCII.isBlank(head[valueEnd - 1]) { valueEnd -= 1 }
        guard position + 1 < head.count else { throw .invalidValue }
        guard head[position] == ASCII.carriageReturn, head[position + 1] == ASCII.lineFeed else {
            throw head[position] == ASCII.lineFeed ? .bareLineFeed : .invalidValue
        }
        return FieldLine(
            start: start,
            end: position + 2,
            name: name,
            value: valueStart..<valueEnd,
            header: KnownHeader(head.extracting(name))
        )
    }
}

/// A set of known headers.
struct KnownHeaders {
    private var bits: UInt32 = 0

    func contains(_ header: KnownHeader) -> Bool { bits & (1 << UInt32(header.rawValue)) != 0 }
    mutating func insert(_ header: KnownHeader) { bits |= 1 << UInt32(header.rawValue) }
}
