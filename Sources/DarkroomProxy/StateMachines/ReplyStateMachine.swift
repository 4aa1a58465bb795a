import NIOCore

/// The state of one connection to a pod: the awaited reply and its progress.
///
/// A value without socket, lock or clock. ``PodHandler`` feeds it with events and performs the returned actions.
struct ReplyStateMachine {
    private enum State {
        /// No request is in progress.
        case idle
        /// The head of the reply is not complete.
        ///
        /// - Parameter hasInterim: Whether an interim head has come.
        case awaitingHead(RequestTraits, hasInterim: Bool)
        /// A small reply arrives in parts. The client gets it as a whole: if the pod dies in between, the request can
        /// go to another, and the client is not left with half of a reply.
        case gathering(RequestTraits, BodyScanner, GatheredReply)
        /// The client gets the body while it arrives.
        case streaming(RequestTraits, BodyScanner)
        /// Bytes pass both ways unread.
        case upgraded
        /// The connection is closed, or about to be.
        case closed
        /// Only within a mutation, so that taking the payload out does not copy it.
        case modifying
    }

    private struct GatheredReply {
        let head: ByteBuffer
        var body: ByteBuffer
    }

    /// What to do with bytes of the pod.
    enum Action {
        /// Wait for more.
        case wait
        /// Pass on an interim head.
        case interim(ByteBuffer)
        /// Pass on the head that agrees to the upgrade, after which bytes pass both ways.
        case upgrade(ByteBuffer)
        /// Pass on the final head, and this part of the body with it.
        case begin(ByteBuffer, ReplyStart, part: ByteBuffer?)
        /// Pass on a part of the body; nil when only its end has come.
        case part(ByteBuffer?, end: ReplyEnd?)
        /// Pass bytes on unread.
        case tunnel(ByteBuffer)
        /// Close the connection: what a pod sends without being asked would be taken for the next reply.
        case close
        /// Close the connection and tell the client: this is not HTTP.
        case fail
    }

    /// The beginning of the final reply.
    struct ReplyStart {
        /// Whether nothing but the end of the connection says where the body ends.
        let endsWithConnection: Bool
        /// Set when the whole body has come.
        let end: ReplyEnd?
    }

    /// The end of a reply.
    struct ReplyEnd: Hashable {
        /// Whether the connection can take another request.
        let keepsConnection: Bool
    }

    /// Replies up to this many bytes, to requests that could be repeated, reach the client as a whole.
    static let smallLength = 16 << 10

    /// The head that was read last.
    private(set) var head = ResponseHead()
    private var state = State.idle
    private var scanner = HeadScanner()
    /// The bytes so far of a head that is not complete.
    private var partial = ByteBuffer()

    /// A request is about to be sent.
    mutating func send(_ traits: RequestTraits) {
        guard case .idle = state else { return }
        state = .awaitingHead(traits, hasInterim: false)
    }

    /// Bytes have come from the pod. To be called until they are used up.
    ///
    /// - Parameter hasSentBody: Whether the pod has been sent the whole body of the request.
    mutating func received(_ bytes: inout ByteBuffer, hasSentBody: Bool) -> Action {
        do {
            return try take(&bytes, hasSentBody)
        } catch {
            bytes.clear()
            state = .closed
            return .fail
        }
    }

    private mutating func take(_ bytes: inout ByteBuffer, _ hasSentBody: Bool) throws(HeadProblem) -> Action {
        switch state {
        case .awaitingHead(let traits, _): return try takeHead(&bytes, traits, hasSentBody)
        case .gathering(let traits, var body, var reply):
            state = .modifying
            let count = try body.take(bytes.readableBytesUInt8Span)
            if var part = bytes.readSlice(length: count) { reply.body.writeBuffer(&part) }
            guard body.isComplete else {
                state = .gathering(traits, body, reply)
                return .wait
            }
            let start = ReplyStart(endsWithConnection: false, end: finish(traits, &bytes, hasSentBody))
            return .begin(reply.head, start, part: reply.body)
        case .streaming(let traits, var body):
            state = .modifying
            let count = try body.take(bytes.readableBytesUInt8Span)
            let part = Self.part(count, of: &bytes, without: body.trailers)
            guard body.isComplete else {
                state = .streaming(traits, body)
                return .part(part, end: nil)
            }
            return .part(part, end: finish(traits, &bytes, hasSentBody))
        case .upgraded:
            defer { bytes.clear() }
            return .tunnel(bytes)
        case .idle:
            bytes.clear()
            state = .closed
            return .close
        case .closed, .modifying:
            bytes.clear()
            return .wait
        }
    }

    private mutating func takeHead(
        _ bytes: inout ByteBuffer,
        _ traits: RequestTraits,
        _ hasSentBody: Bool
    ) throws(HeadProblem) -> Action {
        if partial.readableBytes > 0 {
            partial.writeBuffer(&bytes)
            swap(&partial, &bytes)
            partial.clear()
        }
        guard let length = try scanner.end(in: bytes.readableBytesUInt8Span),
            let headBytes = bytes.readSlice(length: length)
        else {
            partial = bytes
            bytes.clear()
            return .wait
        }
        try head.read(headBytes.readableBytesUInt8Span)
        if head.isInterim {
            state = .awaitingHead(traits, hasInterim: true)
            // Clients of HTTP/1.0 do not know interim replies.
            return traits.isHTTP11 ? .interim(headBytes) : .wait
        }
        if head.status == 101 {
            guard traits.wantsWebSocket else { throw .malformedStartLine }
            state = .upgraded
            return .upgrade(headBytes)
        }
        if head.fields.isChunked, !traits.isHTTP11 { throw .chunkedBeforeHTTP11 }
        let framing = head.framing(isReplyToHEAD: traits.isHEAD)
        // Checked before the client gets a byte: until then, it can receive an error reply.
        var body = BodyScanner(framing, takesTrailers: true)
        let count = try body.take(bytes.readableBytesUInt8Span)
        if case .length(let length) = framing, length <= Self.smallLength, !body.isComplete, traits.isRepeatable {
            let reply = GatheredReply(head: headBytes, body: bytes.readSlice(length: count) ?? ByteBuffer())
            state = .gathering(traits, body, reply)
            return .wait
        }
        let part = Self.part(count, of: &bytes, without: body.trailers)
        if body.isComplete {
            let end = finish(traits, &bytes, hasSentBody)
            return .begin(headBytes, ReplyStart(endsWithConnection: false, end: end), part: part)
        }
        state = .streaming(traits, body)
        return .begin(headBytes, ReplyStart(endsWithConnection: framing == .untilClose, end: nil), part: part)
    }

    /// What is passed on of a body's next bytes.
    private static func part(_ count: Int, of bytes: inout ByteBuffer, without trailers: Range<Int>) -> ByteBuffer? {
        guard !trailers.isEmpty else { return count > 0 ? bytes.readSlice(length: count) : nil }
        var part = bytes.readSlice(length: trailers.lowerBound)
        bytes.moveReaderIndex(forwardBy: trailers.count)
        if let rest = bytes.readSlice(length: count - trailers.upperBound) { part?.writeImmutableBuffer(rest) }
        return part
    }

    /// The reply is complete; further bytes are unsolicited.
    private mutating func finish(_ traits: RequestTraits, _ rest: inout ByteBuffer, _ hasSentBody: Bool) -> ReplyEnd {
        let keeps = rest.readableBytes == 0 && hasSentBody && traits.isHTTP11 && head.keepsAlive
        rest.clear()
        state = keeps ? .idle : .closed
        return ReplyEnd(keepsConnection: keeps)
    }

    // MARK: The end of the connection

    /// What the client learns when the connection to the pod ends.
    enum CloseAction: Hashable {
        /// Nothing: no request is in progress.
        case none
        /// No reply will come.
        ///
        /// - Parameter beforeReply: Whether the client would not notice if another pod replied.
        case lost(beforeReply: Bool)
        /// The reply is over.
        case ended(ReplyEnding)
    }

    /// The connection has closed.
    ///
    /// - Parameters:
    ///   - hasFailed: Whether the connection failed, rather than being closed by the pod.
    ///   - hasSentBody: Whether the pod has been sent the whole body of the request.
    mutating func closed(hasFailed: Bool, hasSentBody: Bool) -> CloseAction {
        defer { state = .closed }
        switch state {
        case .awaitingHead(_, let hasInterim): return .lost(beforeReply: !hasInterim && partial.readableBytes == 0)
        // The client has received nothing of the reply.
        case .gathering: return .lost(beforeReply: true)
        case .streaming(_, let body) where body.endsWithConnection:
            return .ended(.endOfConnection(isComplete: !hasFailed || !hasSentBody))
        case .streaming: return .ended(.brokenOff)
        case .upgraded: return .ended(.complete)
        case .idle, .closed, .modifying: return .none
        }
    }

    /// The client is gone, or done with this connection in the middle of a request.
    mutating func abandon() { state = .closed }
}
