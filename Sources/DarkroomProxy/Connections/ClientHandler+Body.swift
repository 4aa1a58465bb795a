import NIOCore

/// How a request's body comes, and how long it may take: a client that sends slowly must not have a pod, or one of the
/// bounded number of places at it, for as long as it likes.
extension ClientHandler {
    /// Whether a pod has the request, waits for more of its body, and has not begun to reply. Once it has, how the
    /// two talk is their own affair.
    var isTakingBody: Bool {
        phase == .exchanging && exchange?.hasReply == false && exchange?.body.isComplete == false
    }

    /// Whether the client sends its body only when it is told to (RFC 9110, 10.1.1); HTTP/1.0 knows no such thing.
    private var asksBeforeBody: Bool {
        guard head.isHTTP11, head.fields.seen.contains(.expect), let bytes = exchange?.head,
            let value = header(.expect, in: bytes)
        else { return false }
        return value.lowercased() == "100-continue"
    }

    /// Whether the pod is the one that is waited for: the client has asked it, and has heard nothing.
    var awaitsContinue: Bool { isTakingBody && exchange?.hasBodyBegun == false && asksBeforeBody }

    /// Whether there is of the body what can be there before a pod has the request.
    func isBodyAtHand() -> Bool {
        // A client that asks first sends nothing until the pod has answered.
        if inbound.readableBytes >= loop.limits.heldBytes || asksBeforeBody { return true }
        var gathered = exchange?.gathered ?? (BodyScanner(head.framing), 0)
        var unseen = inbound
        unseen.moveReaderIndex(forwardBy: gathered.count)
        guard let count = try? gathered.scanner.take(unseen.readableBytesUInt8Span) else {
            // It is refused when it is to be sent.
            return true
        }
        gathered.count += count
        exchange?.gathered = gathered
        return gathered.scanner.isComplete
    }

    /// Waits for the body, or as much of it as is kept here.
    func beginGathering() {
        phase = .gathering
        putOffBodyDeadline()
        resumeReading()
    }

    /// More of the body has come, before a pod has the request.
    func gather(_ count: Int) {
        noteBody(count)
        if isBodyAtHand() { dispatchAgain() }
    }

    /// A pod has the request, and waits for the rest of its body.
    func beginBody(_ target: RoutingSnapshot.Target) {
        // Others wait for the place.
        if target.containerConcurrency != nil { exchange?.bodyEnd = .now() + target.timeout }
        putOffBodyDeadline()
    }

    /// More of the request's body has come.
    func forwardBody(_ bytes: ByteBuffer) {
        var bytes = bytes
        do {
            let count = try exchange?.body.take(bytes.readableBytesUInt8Span) ?? 0
            if count > 0 { exchange?.hasBodyBegun = true }
            if isTakingBody {
                noteBody(count)
            } else {
                deadline = .now() + (exchange?.target?.timeout ?? loop.limits.headTimeout)
            }
            let part = bytes.readSlice(length: count)
            // Before the write: one that fails ends the exchange, and the next request is read then.
            if bytes.readableBytes > 0 { inbound = bytes }
            if let part { exchange?.pod?.write(part) }
        } catch {
            let pod = exchange?.pod
            podFailed(.refused(error))
            pod?.abandon()
        }
    }

    /// Gives the client time for the next part of the body; or the pod, while it takes no more or is to say that it
    /// would.
    func putOffBodyDeadline() {
        exchange?.bodyBytes = 0
        let timeout = exchange?.target?.timeout ?? loop.limits.bodyTimeout
        let patience = isReadPaused || awaitsContinue ? timeout : min(timeout, loop.limits.bodyTimeout)
        deadline = min(.now() + patience, exchange?.bodyEnd ?? .distantFuture)
    }

    private func noteBody(_ count: Int) {
        exchange?.bodyBytes += count
        if let bytes = exchange?.bodyBytes, bytes >= loop.limits.bodyPart { putOffBodyDeadline() }
    }
}
