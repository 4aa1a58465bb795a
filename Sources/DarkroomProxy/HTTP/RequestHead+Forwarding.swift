import NIOCore

/// What the proxy adds to a request.
struct ForwardingFacts {
    /// The client's address, as a header's value.
    var clientAddress: String
    /// Address of the pod, as a `Host` for clients of HTTP/1.0 that sent none.
    var pod: PodAddress
    var requestID: RequestID
    /// A trace for requests without one: two halves of its id, and the id of the span.
    var trace: (UInt64, UInt64, UInt64)
}

extension RequestHead {
    /// Writes the head for the pod: without the headers that end at this hop or that only a proxy may set, and with the
    /// proxy's own.
    ///
    /// - Parameter head: The bytes that were read.
    func writeForwarded(_ head: ByteBuffer, with facts: ForwardingFacts, to out: inout ByteBuffer) {
        let bytes = head.readableBytesUInt8Span
        out.write(bytes, 0..<target.upperBound)
        // HTTP/1.0 has no chunks: asked in it, a pod does not send what the client cannot read.
        out.writeStaticString(isHTTP11 ? " HTTP/1.1\r\n" : " HTTP/1.0\r\nconnection: close\r\n")
        var hasTrace = false
        out.writeLines(fields.lines, of: bytes) { line in
            switch line.header {
            case .traceparent:
                hasTrace = TraceParent.isValid(bytes.extracting(line.value))
                return hasTrace
            case .xRequestID: return false
            case .transferEncoding: return true
            default: return !line.header.isForwarding && !fields.endsHere(line, in: bytes)
            }
        }
        if fields.value(of: .host) == nil { out.writeString("host: \(facts.pod)\r\n") }
        if wantsWebSocket { out.writeStaticString("connection: upgrade\r\nupgrade: websocket\r\n") }
        out.writeStaticString("x-forwarded-for: ")
        out.writeString(facts.clientAddress)
        out.writeStaticString("\r\nx-forwarded-proto: http\r\nx-request-id: ")
        facts.requestID.write(to: &out)
        if !hasTrace {
            out.writeStaticString("\r\ntraceparent: 00-")
            out.writeHex(facts.trace.0)
            out.writeHex(facts.trace.1)
            out.writeStaticString("-")
            // The id of a span must not be zero.
            out.writeHex(facts.trace.2 | 1)
            out.writeStaticString("-00")
        }
        out.writeStaticString("\r\n\r\n")
    }
}

/// The header that joins a request to a trace.
///
/// Source: https://www.w3.org/TR/trace-context/#traceparent-header
enum TraceParent {
    static func isValid(_ value: Span<UInt8>) -> Bool {
        guard value.count == 55 else { return false }
        for index in value.indices {
            switch index {
            case 2, 35, 52: guard value[index] == UInt8(ascii: "-") else { return false }
            default: guard ASCII.hexDigit(value[index]) != nil else { return false }
            }
        }
        return true
    }
}

extension ByteBuffer {
    /// Copies a part of another message.
    mutating func write(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.extracting(range).withUnsafeBytes { _ = writeBytes($0) }
    }

    /// Copies the lines to keep, adjacent ones at once.
    mutating func writeLines(_ lines: [FieldLine], of bytes: Span<UInt8>, keep: (FieldLine) -> Bool) {
        var run: Range<Int>?
        for line in lines {
            if keep(line) {
                run = (run?.lowerBound ?? line.start)..<line.end
            } else if let kept = run {
                write(bytes, kept)
                run = nil
            }
        }
        if let run { write(bytes, run) }
    }
}
