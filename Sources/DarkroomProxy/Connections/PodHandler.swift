import DarkroomTraffic
import NIOCore

/// The gateway's side of one connection to a pod: reads replies and hands them to the client whose turn it is.
final class PodHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case unused
        case awaitingHead
        /// A small reply comes in parts; the client gets it whole.
        case smallBody(BodyScanner)
        case body(BodyScanner)
        case tunnel
    }

    /// Replies up to this many bytes, to requests that could be repeated, reach the client as a whole.
    private static let smallLength = 16 << 10

    let pod: PodAddress
    /// When the last reply ended.
    var idleSince = NIODeadline.distantFuture

    private let pool: PodPool
    private var context: ChannelHandlerContext?
    private var client: ClientHandler?
    private var phase = Phase.unused
    private var head = ResponseHead()
    private var scanner = HeadScanner()
    /// What has come of a head that is not complete.
    private var partial = ByteBuffer()
    private var out = ByteBuffer()
    /// Head and body of a small reply, as far as they have come.
    private var smallReply = (head: ByteBuffer(), body: ByteBuffer())
    private var isReadPaused = false
    private var hasReplied = false
    /// Whether the connection broke off, rather than being closed by the pod.
    private var hasFailed = false

    init(pod: PodAddress, pool: PodPool) {
        self.pod = pod
        self.pool = pool
    }

    /// Whether a request can be sent.
    var isUsable: Bool { context?.channel.isActive ?? false }

    /// Whether more of a request's body can be taken.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Sends a request's head, and as much of its body as is there.
    func send(_ request: ByteBuffer, for client: ClientHandler) {
        self.client = client
        phase = .awaitingHead
        hasReplied = false
        write(request)
    }

    func write(_ bytes: ByteBuffer) { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }

    /// The client takes bytes again.
    func resumeReading() {
        guard isReadPaused else { return }
        isReadPaused = false
        context?.read()
    }

    /// The client is gone, or done with this connection in the middle of a request.
    func abandon() {
        client = nil
        close()
    }

    func close() { context?.close(promise: nil) }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) { context.read() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        do {
            while bytes.readableBytes > 0 { try take(&bytes) }
        } catch {
            fail(.brokenReply)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if client?.isWritable ?? true {
            context.read()
        } else {
            // The client reads slowly: what it has not read stays in the pod's socket, not in memory here.
            isReadPaused = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { client?.resumeReading() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hasFailed = true
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        pool.remove(self)
        guard let client else { return }
        self.client = nil
        switch phase {
        case .unused: break
        case .awaitingHead: client.podClosed(beforeReply: !hasReplied && partial.readableBytes == 0, self)
        // The client has seen nothing of it.
        case .smallBody: client.podClosed(beforeReply: true, self)
        case .body(let body) where body.endsWithConnection:
            client.replyEnded(isComplete: !hasFailed || !client.hasSentBody, isFramed: false)
        case .body: client.replyEnded(isComplete: false)
        case .tunnel: client.replyEnded(isComplete: true)
        }
    }

    private func take(_ bytes: inout ByteBuffer) throws(HeadProblem) {
        switch phase {
        case .unused:
            // A pod that speaks without being asked would have its words taken for the next reply.
            bytes.clear()
            close()
        case .tunnel:
            client?.forward(bytes)
            bytes.clear()
        case .awaitingHead:
            try takeHead(&bytes)
        case .smallBody(var body):
            let count = try body.take(bytes.readableBytesUInt8Span)
            phase = .smallBody(body)
            if var part = bytes.readSlice(length: count) { smallReply.body.writeBuffer(&part) }
            if body.isComplete, let client { forwardSmallReply(to: client, rest: &bytes) }
        case .body(var body):
            let count = try body.take(bytes.readableBytesUInt8Span)
            phase = .body(body)
            if let part = Self.part(count, of: &bytes, without: body.trailers) { client?.forward(part) }
            if body.isComplete { finish(rest: &bytes) }
        }
    }

    private func takeHead(_ bytes: inout ByteBuffer) throws(HeadProblem) {
        if partial.readableBytes > 0 {
            partial.writeBuffer(&bytes)
            swap(&partial, &bytes)
            partial.clear()
        }
        guard let length = try scanner.end(in: bytes.readableBytesUInt8Span) else {
            partial = bytes
            bytes.clear()
            return
        }
        guard let head = bytes.readSlice(length: length) else { return }
        hasReplied = true
        try self.head.read(head.readableBytesUInt8Span)
        out.clear()
        guard let client else { return }
        if self.head.isInterim {
            if client.acceptsInterim {
                self.head.writeInterim(head, to: &out)
                client.forward(out)
            }
            return
        }
        if self.head.status == 101 {
            guard client.head.wantsWebSocket else { throw .malformedStartLine }
            self.head.writeForwarded(head, with: client.replyBegins(101, .becomesWebSocket), to: &out)
            phase = .tunnel
            client.becomeTunnel(with: out)
            return
        }
        if self.head.fields.isChunked, !client.head.isHTTP11 { throw .chunkedBeforeHTTP11 }
        let framing = self.head.framing(isReplyToHEAD: client.head.method == .head)
        // Looked at before the client gets a byte: as long as it has none, it can be told what went wrong.
        var body = BodyScanner(framing, takesTrailers: true)
        let count = try body.take(bytes.readableBytesUInt8Span)
        if case .length(let length) = framing, length <= Self.smallLength, !body.isComplete,
            client.isRepeatable
        {
            phase = .smallBody(body)
            smallReply = (head, bytes.readSlice(length: count) ?? ByteBuffer())
            return
        }
        phase = .body(body)
        writeHead(head, framing, for: client)
        if let part = Self.part(count, of: &bytes, without: body.trailers) { forwardBeginning(part, to: client) }
        if body.isComplete { finish(rest: &bytes) }
    }

    private func writeHead(_ head: ByteBuffer, _ framing: BodyFraming, for client: ClientHandler) {
        let connection = client.replyConnection(endsWithConnection: framing == .untilClose)
        self.head.writeForwarded(head, with: client.replyBegins(self.head.status, connection), to: &out)
    }

    /// Sends a reply whose parts have all come. Had its pod died in between, the request could have gone to another,
    /// and the client would not have been left with half of a reply.
    private func forwardSmallReply(to client: ClientHandler, rest: inout ByteBuffer) {
        out.clear()
        writeHead(smallReply.head, .length(smallReply.body.readableBytes), for: client)
        out.writeImmutableBuffer(smallReply.body)
        smallReply = (ByteBuffer(), ByteBuffer())
        client.forward(out)
        finish(rest: &rest)
    }

    /// Sends the head, and what came of the body along with it.
    private func forwardBeginning(_ part: ByteBuffer, to client: ClientHandler) {
        // A small body goes out with its head in one write; a large one is not worth the copy.
        let isSmall = part.readableBytes <= 4 << 10
        if isSmall { out.writeImmutableBuffer(part) }
        client.forward(out)
        if !isSmall { client.forward(part) }
    }

    /// What is passed on of a body's next bytes.
    private static func part(
        _ count: Int,
        of bytes: inout ByteBuffer,
        without trailers: Range<Int>
    ) -> ByteBuffer? {
        guard !trailers.isEmpty else { return bytes.readSlice(length: count) }
        var part = bytes.readSlice(length: trailers.lowerBound)
        bytes.moveReaderIndex(forwardBy: trailers.count)
        if let rest = bytes.readSlice(length: count - trailers.upperBound) { part?.writeImmutableBuffer(rest) }
        return part
    }

    private func finish(rest: inout ByteBuffer) {
        let hasRest = rest.readableBytes > 0
        rest.clear()
        guard let client else { return close() }
        self.client = nil
        phase = .unused
        let isClean = !hasRest && client.hasSentBody && client.head.isHTTP11
        if isClean, head.keepsAlive, isUsable { pool.put(self) } else { close() }
        client.replyEnded(isComplete: true)
    }

    private func fail(_ reply: LocalReply) {
        let client = client
        self.client = nil
        close()
        client?.podFailed(reply)
    }
}
