import DarkroomTraffic

/// The head of a request, as positions in its bytes, so that nothing is copied.
struct RequestHead {
    private(set) var method: MethodSet = .other
    /// Path and query.
    private(set) var target = 0..<0
    /// The path alone.
    private(set) var path = 0..<0
    /// Whether the client speaks HTTP/1.1 rather than 1.0.
    private(set) var isHTTP11 = true
    private(set) var fields = FieldLines()

    /// How the body ends.
    var framing: BodyFraming {
        if fields.isChunked { return .chunked }
        return .length(fields.contentLength ?? 0)
    }

    /// Whether the client wants to keep the connection.
    var keepsAlive: Bool { isHTTP11 ? !fields.saysClose : fields.saysKeepAlive && !fields.saysClose }

    /// Whether the client asks to upgrade to WebSocket.
    var wantsWebSocket: Bool { fields.wantsWebSocket && isHTTP11 && method == .get && framing == .length(0) }

    /// Reads a head.
    ///
    /// - Parameter head: The whole head, with the empty line at its end.
    mutating func read(_ head: Span<UInt8>) throws(HeadProblem) {
        let fieldsStart = try readStartLine(head)
        try fields.read(head, from: fieldsStart)
        if fields.isChunked, !isHTTP11 { throw .chunkedBeforeHTTP11 }
        if let host = fields.value(of: .host) {
            try Self.checkHost(head.extracting(host))
        } else if isHTTP11 {
            throw .missingHost
        }
    }

    /// - Returns: Where the first header begins.
    private mutating func readStartLine(_ head: Span<UInt8>) throws(HeadProblem) -> Int {
        var position = 0
        while position < head.count, ASCII.isToken(head[position]) { position += 1 }
        guard position > 0, position < head.count, head[position] == ASCII.space else {
            throw .malformedStartLine
        }
        // A pod that supports TRACE would send back headers added on the way, and cookies that scripts must not see.
        if ASCII.equals(head.extracting(0..<position), "trace") { throw .unsupportedMethod }
        method = MethodSet(head.extracting(0..<position))
        let start = position + 1
        position = start
        var pathEnd: Int?
        while position < head.count, (0x21...0x7E).contains(head[position]) {
            if head[position] == UInt8(ascii: "?"), pathEnd == nil { pathEnd = position }
            position += 1
        }
        guard position - start <= HeadLimits.target else { throw .targetTooLong }
        target = start..<position
        path = start..<(pathEnd ?? position)
        let line = position + 11
        guard line <= head.count, head[position] == ASCII.space, head[line - 1] == ASCII.lineFeed,
            head[line - 2] == ASCII.carriageReturn
        else { throw .malformedStartLine }
        isHTTP11 = try HTTPVersion.isHTTP11(head.extracting((position + 1)..<(position + 9)))
        try Self.checkPath(head.extracting(path))
        return line
    }

    /// A pod would resolve dot segments to a different path than the one that selected the route.
    private static func checkPath(_ path: Span<UInt8>) throws(HeadProblem) {
        guard path.count > 0, path[0] == ASCII.slash else { throw .unsupportedTarget }
        var segmentStart = 1
        for position in 1..<(path.count + 1) {
            guard position == path.count || path[position] == ASCII.slash else { continue }
            if isDotSegment(path.extracting(segmentStart..<position)) { throw .unsupportedTarget }
            segmentStart = position + 1
        }
    }

    private static func isDotSegment(_ segment: Span<UInt8>) -> Bool {
        guard (1...6).contains(segment.count) else { return false }
        var dots = 0
        var position = 0
        while position < segment.count {
            if segment[position] == UInt8(ascii: ".") {
                position += 1
            } else if position + 3 <= segment.count,
                ASCII.equals(segment.extracting(position..<position + 3), "%2e")
            {
                position += 3
            } else {
                return false
            }
            dots += 1
        }
        return dots <= 2
    }

    private static func checkHost(_ host: Span<UInt8>) throws(HeadProblem) {
        guard host.count > 0 else { throw .invalidHost }
        for index in host.indices {
            switch host[index] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: continue
            case let byte where ".-_:[]~%".utf8.contains(byte): continue
            default: throw .invalidHost
            }
        }
    }
}

/// The version at the end or start of a message's first line.
enum HTTPVersion {
    static func isHTTP11(_ version: Span<UInt8>) throws(HeadProblem) -> Bool {
        if version.count == 8, version[7] == UInt8(ascii: "1") || version[7] == UInt8(ascii: "0") {
            let prefix: StaticString = "HTTP/1."
            let isPrefixed = prefix.withUTF8Buffer { expected in
                for index in 0..<7 where version[index] != expected[index] { return false }
                return true
            }
            if isPrefixed { return version[7] == UInt8(ascii: "1") }
        }
        throw .unsupportedVersion
    }
}

extension MethodSet {
    /// The method of this name; names are case-sensitive.
    init(_ name: Span<UInt8>) {
        switch name.count {
        case 3 where Self.equals(name, "GET"): self = .get
        case 3 where Self.equals(name, "PUT"): self = .put
        case 4 where Self.equals(name, "POST"): self = .post
        case 4 where Self.equals(name, "HEAD"): self = .head
        case 5 where Self.equals(name, "PATCH"): self = .patch
        case 6 where Self.equals(name, "DELETE"): self = .delete
        case 7 where Self.equals(name, "OPTIONS"): self = .options
        default: self = .other
        }
    }

    private static func equals(_ name: Span<UInt8>, _ text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            for index in name.indices where name[index] != expected[index] { return false }
            return true
        }
    }
}
