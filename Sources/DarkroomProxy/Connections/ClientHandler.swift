import DarkroomTraffic
import NIOCore

/// The gateway's side of one client's connection: reads requests one after the other and has each answered.
///
/// What a request goes through is in `ClientHandler+Request`, how it ends in `ClientHandler+Reply`.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Between two requests, or in the middle of a head.
        case awaitingHead
        /// The body comes, before the request takes one of a bounded number of places.
        case gathering
        /// The activator has the request.
        case held
        /// All pods are full.
        case queued
        /// A connection to a pod is being opened, or will be tried again.
        case connecting
        /// A pod has the request.
        case exchanging
        /// Bytes pass both ways unread.
        case tunnel
        /// The last reply is out; what the client still sends is thrown away.
        case lingering
        case closed
    }

    let loop: ProxyLoop
    var phase = Phase.awaitingHead
    /// The head of the request in progress, or of the last one.
    var head = RequestHead()
    var exchange: Exchange?
    /// What has been read and not been used.
    var inbound = ByteBuffer()
    /// Kept from request to request for its memory.
    var out = ByteBuffer()
    /// When ``timedOut()`` is due.
    var deadline = NIODeadline.distantFuture
    /// Counts exchanges, so that an answer that comes late is not taken for another one's.
    var exchangeNumber: UInt64 = 0
    var closesAfterReply = false
    private(set) var clientAddress = "unknown"

    private var context: ChannelHandlerContext?
    private var scanner = HeadScanner()
    private var isWithinHead = false
    private(set) var isReadPaused = false
    private var lastUnsent = 0
    private var isReadingRequests = false

    init(loop: ProxyLoop) { self.loop = loop }

    /// Whether more of a reply can be taken.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        clientAddress = context.remoteAddress?.ipAddress ?? clientAddress
        deadline = .now() + loop.limits.clientIdleTimeout
        loop.add(self)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch phase {
        case .awaitingHead:
            keep(bytes)
            readRequests()
        case .held, .queued, .connecting: keep(bytes)
        case .gathering:
            keep(bytes)
            gather(bytes.readableBytes)
        case .exchanging where exchange?.body.isComplete == false: forwardBody(bytes)
        case .exchanging: keep(bytes)
        case .tunnel:
            deadline = .now() + loop.limits.tunnelIdleTimeout
            exchange?.pod?.write(bytes)
        case .lingering, .closed: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if wantsMore {
            context.read()
        } else {
            isReadPaused = true
            if isTakingBody { putOffBodyDeadline() }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        exchange?.pod?.resumeReading()
        // The pod was not read from meanwhile: its silence begins now.
        if phase == .exchanging, exchange?.hasReply == true, !isTakingBody {
            deadline = max(deadline, .now() + (exchange?.target?.timeout ?? .seconds(60)))
        }
        if phase == .awaitingHead {
            readRequests()
            resumeReading()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        phase = .closed
        loop.remove(self)
        let pod = exchange?.pod
        endExchange()
        // Nobody is left to read the reply: the pod is to stop working on it.
        pod?.abandon()
    }

    /// What is to be read may have somewhere to go now.
    func resumeReading() {
        guard isReadPaused, wantsMore else { return }
        isReadPaused = false
        if isTakingBody { putOffBodyDeadline() }
        context?.read()
    }

    func write(_ bytes: ByteBuffer) { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }

    func close() { context?.close(promise: nil) }

    /// Reads requests as long as there is one and the one before is done.
    func readRequests() {
        // A reply may end within the loop below, which then goes on by itself; a client that sends many
        // requests at once could otherwise take the stack to its end.
        guard !isReadingRequests else { return }
        isReadingRequests = true
        defer { isReadingRequests = false }
        // A client that sends requests and reads no reply waits, rather than have all replies kept for it.
        while phase == .awaitingHead, isWritable, inbound.readableBytes > 0 {
            do {
                guard let length = try scanner.end(in: inbound.readableBytesUInt8Span) else {
                    return noteWithinHead()
                }
                guard let bytes = inbound.readSlice(length: length) else { return }
                isWithinHead = false
                try head.read(bytes.readableBytesUInt8Span)
                begin(bytes)
            } catch {
                refuse(error)
            }
        }
        // Otherwise the last head would be kept for as long as the connection is open.
        if inbound.readableBytes == 0 { inbound = ByteBuffer() }
    }

    /// Closes once everything that was written has left, and without taking the reply from a client that
    /// still sends: closing with unread bytes resets the connection, and the client may never see what was
    /// written.
    func closeAfterReply(clientStillSends: Bool) {
        phase = .lingering
        deadline = .now() + loop.limits.clientIdleTimeout
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { [weak self] _ in
            guard let self else { return }
            deadline = .now() + loop.limits.lingerTimeout
            self.context?.close(mode: clientStillSends ? .output : .all, promise: nil)
        }
        resumeReading()
    }

    /// Called when ``deadline`` has passed.
    func timedOut() {
        deadline = .distantFuture
        switch phase {
        case .awaitingHead where !isWithinHead && isTakingReply, .lingering where isTakingReply,
            // The pod is not read from as long as the client has not taken what it sent.
            .exchanging where exchange?.hasReply == true && isTakingReply:
            deadline = .now() + loop.limits.clientIdleTimeout
        case .awaitingHead where isWithinHead: reply(.requestTimeout, closes: true)
        case .gathering: reply(.requestTimeout, closes: true)
        case .queued: reply(.queueTimeout)
        case .exchanging where exchange?.hasReply == false:
            let isWaitingForClient = isTakingBody && !isReadPaused && !awaitsContinue
            let pod = exchange?.pod
            reply(isWaitingForClient ? .requestTimeout : .replyTimeout, closes: true)
            pod?.abandon()
        default: close()
        }
    }

    /// Breaks off a reply within which the gateway ends. Who has nothing of one is told why, and has the moment for it
    /// that a client has who still sends: closing at once would take it away again.
    func breakOff() {
        let isWaiting = phase == .awaitingHead ? isWithinHead : exchange?.hasReply == false
        guard isWaiting else { return phase == .lingering ? () : close() }
        let pod = exchange?.pod
        reply(pod == nil || head.method.isSubset(of: .idempotent) ? .shuttingDown : .brokenOff, closes: true)
        pod?.abandon()
    }

    /// Ends an unused connection; others end with their reply.
    func drain() {
        guard phase == .awaitingHead, !isWithinHead else { return }
        // A client may still take the end of its last reply.
        if unsent > 0 { closeAfterReply(clientStillSends: false) } else { close() }
    }

    /// Bytes that were written and have not left for the client's socket yet.
    private var unsent: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    /// Whether the client has taken some of what was written since this was last looked at, and has more to take.
    private var isTakingReply: Bool {
        let unsent = unsent
        defer { lastUnsent = unsent }
        return unsent > 0 && unsent != lastUnsent
    }

    private var wantsMore: Bool {
        switch phase {
        case .gathering, .held, .queued, .connecting: inbound.readableBytes < loop.limits.heldBytes
        case .exchanging where exchange?.body.isComplete == true:
            // Read on, though it is not this request's, so as to notice that the client goes away.
            inbound.readableBytes < loop.limits.heldBytes
        case .exchanging, .tunnel: exchange?.pod?.isWritable ?? false
        case .awaitingHead: isWritable
        case .lingering, .closed: true
        }
    }

    private func keep(_ bytes: ByteBuffer) {
        if inbound.readableBytes == 0 {
            inbound = bytes
        } else {
            inbound.writeImmutableBuffer(bytes)
        }
    }

    private func noteWithinHead() {
        guard !isWithinHead else { return }
        isWithinHead = true
        deadline = .now() + loop.limits.headTimeout
    }
}
