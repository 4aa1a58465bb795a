import NIOCore

/// The gateway's side of one connection to a pod: feeds a ``ReplyStateMachine`` with events, and performs its
/// actions.
final class PodHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let pod: PodAddress
    /// When the last reply ended.
    var idleSince = NIODeadline.distantFuture

    private let pool: PodPool
    private var context: ChannelHandlerContext?
    /// The client whose request is in progress.
    private var client: ClientHandler?
    private var machine = ReplyStateMachine()
    /// Kept from reply to reply for its memory.
    private var out = ByteBuffer()
    private var isReadPaused = false
    /// Whether the connection failed, rather than being closed by the pod.
    private var hasFailed = false

    init(pod: PodAddress, pool: PodPool) {
        self.pod = pod
        self.pool = pool
    }

    /// Whether a request can be sent.
    var isUsable: Bool { context?.channel.isActive ?? false }

    /// Whether more of a request's body can be taken.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Sends a request's head, and the part of its body that has arrived.
    func send(_ request: ByteBuffer, _ traits: RequestTraits, for client: ClientHandler) {
        self.client = client
        machine.send(traits)
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
        machine.abandon()
        close()
    }

    func close() { context?.close(promise: nil) }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) { context.read() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        while bytes.readableBytes > 0 {
            carryOut(machine.received(&bytes, hasSentBody: client?.hasSentBody ?? true))
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
        let action = machine.closed(hasFailed: hasFailed, hasSentBody: client?.hasSentBody ?? true)
        let client = client
        self.client = nil
        switch action {
        case .none: break
        case .lost(let beforeReply): client?.podClosed(beforeReply: beforeReply)
        case .ended(let ending): client?.replyEnded(ending)
        }
    }

    private func carryOut(_ action: ReplyStateMachine.Action) {
        switch action {
        case .wait: break
        case .interim(let head):
            out.clear()
            machine.head.writeInterim(head, to: &out)
            client?.forward(out)
        case .upgrade(let head): upgrade(head)
        case .begin(let head, let start, let part): begin(head, start, part)
        case .part(let part, let end):
            if let part { client?.forward(part) }
            if let end { finish(end) }
        case .tunnel(let bytes): client?.forward(bytes)
        case .close: close()
        case .fail:
            let client = client
            self.client = nil
            close()
            client?.podFailed(.brokenReply)
        }
    }

    /// Sends the head together with the part of the body that has arrived.
    private func begin(_ head: ByteBuffer, _ start: ReplyStateMachine.ReplyStart, _ part: ByteBuffer?) {
        guard let client,
            let facts = client.replyBegins(
                status: machine.head.status,
                endsWithConnection: start.endsWithConnection
            )
        else { return }
        out.clear()
        machine.head.writeForwarded(head, with: facts, to: &out)
        // A small body goes out with its head in one write; a large one is not worth the copy.
        let isSmall = part.map { $0.readableBytes <= 4 << 10 } ?? true
        if isSmall, let part { out.writeImmutableBuffer(part) }
        client.forward(out)
        if !isSmall, let part { client.forward(part) }
        if let end = start.end { finish(end) }
    }

    /// Passes the reply on that agrees to the upgrade, and to the pod what the client has sent ahead.
    private func upgrade(_ head: ByteBuffer) {
        guard let client, let (facts, early) = client.upgrade() else { return }
        out.clear()
        machine.head.writeForwarded(head, with: facts, to: &out)
        client.forward(out)
        if let early { write(early) }
        // It may have sent as much as is kept while no pod takes it.
        client.resumeReading()
    }

    private func finish(_ end: ReplyStateMachine.ReplyEnd) {
        guard let client else { return close() }
        self.client = nil
        if end.keepsConnection, isUsable { pool.keepIdle(self) } else { close() }
        client.replyEnded(.complete)
    }
}
