import DarkroomTraffic
import NIOCore

/// What the proxy adds to a reply.
struct ReplyFacts {
    var requestID: RequestID
    /// What the client is told about its connection.
    var connection: ReplyConnection
    /// How long the request waited for a pod; nil when one was ready.
    var coldStart: TimeAmount?
    /// For pages of other origins; nil leaves this to the pod.
    var cors: (policy: CORSPolicy, origin: String?)?
}

/// What a reply tells the client about its connection.
enum ReplyConnection {
    /// It stays open, which is the default of HTTP/1.1.
    case staysOpen
    /// It stays open, which an HTTP/1.0 client has to be told.
    case staysOpenExplicitly
    case closes
    case becomesWebSocket

    func write(to out: inout ByteBuffer) {
        switch self {
        case .staysOpen: break
        case .staysOpenExplicitly: out.writeStaticString("connection: keep-alive\r\n")
        case .closes: out.writeStaticString("connection: close\r\n")
        case .becomesWebSocket: out.writeStaticString("connection: upgrade\r\nupgrade: websocket\r\n")
        }
    }
}

extension ResponseHead {
    /// Writes the head for the client.
    ///
    /// - Parameter head: The bytes that were read.
    func writeForwarded(_ head: ByteBuffer, with facts: ReplyFacts, to out: inout ByteBuffer) {
        let bytes = head.readableBytesUInt8Span
        out.writeStaticString("HTTP/1.1 ")
        out.write(bytes, statusAndReason)
        out.writeStaticString("\r\n")
        out.writeLines(fields.lines, of: bytes) { line in
            switch line.header {
            case .xRequestID, .xDarkroomColdStart: false
            case .accessControl: facts.cors == nil
            case .transferEncoding: true
            default: !fields.endsHere(line, in: bytes)
            }
        }
        facts.connection.write(to: &out)
        facts.write(to: &out, unless: fields.seen)
        out.writeStaticString("\r\n")
    }

    /// Writes a head before the final one, such as 100 Continue.
    func writeInterim(_ head: ByteBuffer, to out: inout ByteBuffer) {
        let bytes = head.readableBytesUInt8Span
        out.writeStaticString("HTTP/1.1 ")
        out.write(bytes, statusAndReason)
        out.writeStaticString("\r\n")
        out.writeLines(fields.lines, of: bytes) { !fields.endsHere($0, in: bytes) }
        out.writeStaticString("\r\n")
    }
}

extension ReplyFacts {
    /// Writes the headers that every reply carries, except those that the pod has set itself.
    func write(to out: inout ByteBuffer, unless seen: KnownHeaders = KnownHeaders()) {
        out.writeStaticString("x-request-id: ")
        requestID.write(to: &out)
        out.writeStaticString("\r\n")
        if !seen.contains(.xContentTypeOptions) {
            out.writeStaticString("x-content-type-options: nosniff\r\n")
        }
        if !seen.contains(.xFrameOptions) { out.writeStaticString("x-frame-options: DENY\r\n") }
        if !seen.contains(.referrerPolicy) { out.writeStaticString("referrer-policy: no-referrer\r\n") }
        if let coldStart {
            out.writeString("x-darkroom-cold-start: \(coldStart.nanoseconds / 1_000_000)ms\r\n")
        }
        if let cors {
            for (name, value) in cors.policy.replyHeaders(origin: cors.origin) {
                out.writeString("\(name): \(value)\r\n")
            }
        }
    }
}
