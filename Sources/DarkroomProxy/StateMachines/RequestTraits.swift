import DarkroomTraffic
import NIOCore

/// What a request's head decides about how the request and its reply are handled. Small and without references, so
/// that both state machines can keep a copy.
struct RequestTraits {
    /// How the request's body ends.
    var framing = BodyFraming.length(0)
    /// Whether the client speaks HTTP/1.1, not 1.0.
    var isHTTP11 = true
    /// Whether the client wants to keep the connection open.
    var keepsAlive = true
    /// Whether the method is HEAD, whose reply has no body.
    var isHEAD = false
    /// Whether sending the request twice has the same effect as sending it once (RFC 9110, 9.2.2).
    var isIdempotent = true
    /// Whether the client asks to upgrade the connection to WebSocket.
    var wantsWebSocket = false
    /// Whether the client sends its body only after `100 Continue` (RFC 9110, 10.1.1). HTTP/1.0 does not have that.
    var asksBeforeBody = false

    /// Whether the request can be sent again after a pod had it: it is idempotent, and has no body, which would
    /// no longer be in memory.
    var isRepeatable: Bool { isIdempotent && framing == .length(0) }

    /// What a reply says about the connection.
    func replyConnection(closes: Bool) -> ReplyConnection {
        closes ? .closes : isHTTP11 ? .staysOpen : .staysOpenExplicitly
    }
}

extension RequestTraits {
    /// Reads the traits off a head.
    ///
    /// - Parameter bytes: The bytes of the head.
    init(_ head: RequestHead, _ bytes: ByteBuffer) {
        framing = head.framing
        isHTTP11 = head.isHTTP11
        keepsAlive = head.keepsAlive
        isHEAD = head.method == .head
        isIdempotent = head.method.isSubset(of: .idempotent)
        wantsWebSocket = head.wantsWebSocket
        if head.isHTTP11, let value = head.fields.value(of: .expect) {
            asksBeforeBody = ASCII.equals(bytes.readableBytesUInt8Span.extracting(value), "100-continue")
        }
    }
}
