import NIOCore

/// The bytes that a client has sent and that have not been used yet, and the head found last among them.
struct RequestReader {
    /// Bytes that were read and not used.
    private(set) var inbound = ByteBuffer()
    /// The head of the request in progress, or of the last one.
    private(set) var head = RequestHead()
    private var scanner = HeadScanner()

    /// How many bytes wait to be used.
    var count: Int { inbound.readableBytes }

    /// Appends bytes.
    mutating func append(_ bytes: ByteBuffer) {
        if inbound.readableBytes == 0 {
            inbound = bytes
        } else {
            inbound.writeImmutableBuffer(bytes)
        }
    }

    /// Takes the bytes of the next head and reads it into ``head``; nil while it is not complete.
    mutating func takeHead() throws(HeadProblem) -> ByteBuffer? {
        guard inbound.readableBytes > 0 else { return nil }
        var scanner = scanner
        let end = try scanner.end(in: inbound.readableBytesUInt8Span)
        self.scanner = scanner
        guard let end, let bytes = inbound.readSlice(length: end) else { return nil }
        try head.read(bytes.readableBytesUInt8Span)
        return bytes
    }

    /// Takes the available bytes of a request's body; nil when there are none.
    mutating func takeBody(_ body: inout BodyScanner) throws(HeadProblem) -> ByteBuffer? {
        let count = try body.take(inbound.readableBytesUInt8Span)
        return count > 0 ? inbound.readSlice(length: count) : nil
    }

    /// Takes all available bytes; nil when there are none.
    mutating func takeAll() -> ByteBuffer? {
        guard inbound.readableBytes > 0 else { return nil }
        defer { inbound = ByteBuffer() }
        return inbound
    }

    /// Frees the memory of used bytes: the last head would otherwise stay while the connection is open.
    mutating func compact() {
        if inbound.readableBytes == 0 { inbound = ByteBuffer() }
    }
}
