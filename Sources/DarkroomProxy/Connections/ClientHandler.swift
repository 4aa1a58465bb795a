import NIOCore

/// The gateway's side of one client's connection: feeds a ``RequestStateMachine`` with events, and performs its
/// actions.
///
/// How a request gets to its pod is in `ClientHandler+Dispatch`, how it is replied to in `ClientHandler+Reply`.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: ProxyLoop
    var machine: RequestStateMachine
    /// The connection on which a pod has the request.
    var pod: PodHandler?
    /// Kept from request to request for its memory.
    var out = ByteBuffer()
    private(set) var clientAddress = "unknown"

    private var context: ChannelHandlerContext?
    private var isReadingRequests = false

    init(loop: ProxyLoop) {
        self.loop = loop
        machine = RequestStateMachine(limits: loop.limits)
    }

    /// When ``timedOut()`` is due.
    var deadline: NIODeadline { machine.deadline }

    /// Whether more of a reply can be taken.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Whether a pod takes more of a request.
    private var isPodWritable: Bool { pod?.isWritable ?? false }

    /// Bytes that were written and have not left for the client's socket yet.
    private var unsent: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        clientAddress = context.remoteAddress?.ipAddress.map(Self.unmapped) ?? clientAddress
        machine.opened(now: .now())
        loop.add(self)
        context.read()
    }

    /// An address of IPv4 as such: a socket that takes both families has `::ffff:10.0.0.1` for it.
    static func unmapped(_ address: String) -> String {
        let prefix = "::ffff:"
        return address.hasPrefix(prefix) && address.contains(".") ? String(address.dropFirst(prefix.count)) : address
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch machine.received(unwrapInboundIn(data), now: .now()) {
        case .readRequests: readRequests()
        case .dispatch: dispatchAgain()
        case .forward(let bytes): pod?.write(bytes)
        case .reject(let problem): podFailed(.rejected(problem))
        case .none: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        let readsOn = machine.readCompleted(
            isClientWritable: context.channel.isWritable,
            isPodWritable: isPodWritable,
            now: .now()
        )
        if readsOn { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        pod?.resumeReading()
        machine.becameWritable(now: .now())
        readRequests()
        resumeReading()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        loop.remove(self)
        if let end = machine.closed() { conclude(end) }
    }

    /// What the client sends may have somewhere to go now.
    func resumeReading() {
        let readsOn = machine.resumeReading(
            isClientWritable: isWritable,
            isPodWritable: isPodWritable,
            now: .now()
        )
        if readsOn { context?.read() }
    }

    /// Writes and flushes.
    func write(_ bytes: ByteBuffer) { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }

    func close() { context?.close(promise: nil) }

    /// Reads requests while one is available and the previous one is done.
    private func readRequests() {
        // A reply may end within the loop below, which then continues; a client that sends many requests at
        // once could otherwise use up the stack.
        guard !isReadingRequests else { return }
        isReadingRequests = true
        defer { isReadingRequests = false }
        while true {
            let now = NIODeadline.now()
            switch machine.nextHead(isClientWritable: isWritable, now: now) {
            case .route(let head, let traits): begin(head, traits, now: now)
            case .reject(let problem): answer(.rejected(problem), closing: true)
            case .wait: return
            }
        }
    }

    /// Called when ``deadline`` has passed.
    func timedOut() { carryOut(machine.timedOut(unsent: unsent, now: .now())) }

    /// Ends a reply within which the gateway ends.
    func breakOff() { carryOut(machine.breakOff()) }

    /// Ends an unused connection; others end with their reply.
    func drain() { carryOut(machine.drain(unsent: unsent, now: .now())) }

    /// Continues with the connection after a reply.
    func carryOut(_ action: AfterReply) {
        switch action {
        case .nextRequest:
            resumeReading()
            readRequests()
        case .linger(let clientStillSends): linger(clientStillSends: clientStillSends)
        case .close: close()
        case .none: break
        }
    }

    private func carryOut(_ action: RequestStateMachine.ConnectionAction) {
        switch action {
        case .answer(let reply, let closing): answer(reply, closing: closing)
        case .linger(let clientStillSends): linger(clientStillSends: clientStillSends)
        case .close: close()
        case .none: break
        }
    }

    /// Closes once everything that was written has left. Closing with unread bytes would reset the connection, and a
    /// client that still sends might never see the reply.
    private func linger(clientStillSends: Bool) {
        guard let context else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { [weak self] _ in
            guard let self else { return }
            machine.flushed(now: .now())
            self.context?.close(mode: clientStillSends ? .output : .all, promise: nil)
        }
        resumeReading()
    }
}
