import NIOCore

/// From the pod's first byte to the end of the reply.
extension RequestStateMachine {
    /// Whether the pod has been sent the whole body.
    var hasSentBody: Bool {
        switch state {
        case .sending(let request, _), .replying(let request, _), .upgraded(let request, _): request.body.isComplete
        default: true
        }
    }

    /// What the head of the final reply tells the client.
    struct ReplyBeginning {
        let request: RoutedRequest
        let connection: ReplyConnection
        let coldStart: TimeAmount?
    }

    /// The head of the final reply is there.
    ///
    /// - Parameters:
    ///   - endsWithConnection: Whether nothing else tells the client where the reply ends.
    ///   - isDraining: Whether every reply is the last one on its connection.
    /// - Returns: nil when the client is gone.
    mutating func replyBegins(status: Int, endsWithConnection: Bool, isDraining: Bool) -> ReplyBeginning? {
        guard case .sending(let request, let sending) = state else { return nil }
        let closes = !request.traits.keepsAlive || endsWithConnection || isDraining
        state = .replying(
            request,
            Reply(pod: sending.pod, status: status, closes: closes, bytesReplied: sending.bytesReplied)
        )
        return ReplyBeginning(
            request: request.routed,
            connection: request.traits.replyConnection(closes: closes),
            coldStart: request.coldStart
        )
    }

    /// The pod agrees to speak WebSocket.
    ///
    /// - Returns: What the reply says, and the bytes that the client has sent ahead, which the pod gets after the
    ///   reply is written; nil when the client is gone.
    mutating func upgrade() -> (ReplyBeginning, early: ByteBuffer?)? {
        guard case .sending(let request, let sending) = state else { return nil }
        let reply = Reply(pod: sending.pod, status: 101, closes: true, bytesReplied: sending.bytesReplied)
        state = .upgraded(request, reply)
        let beginning = ReplyBeginning(
            request: request.routed,
            connection: .becomesWebSocket,
            coldStart: request.coldStart
        )
        return (beginning, reader.takeAll())
    }

    /// A part of the reply is about to be written: the head, interim or final, or some of the body.
    mutating func replied(_ count: Int, now: NIODeadline) {
        switch state {
        case .sending(let request, var sending):
            state = .modifying
            sending.bytesReplied += count
            if request.body.isComplete {
                deadline = now + request.timeout
            } else {
                // An interim head, after which the body may only begin to come.
                sending.hasBodyBegun = true
                sending.progress.recent = 0
                deadline = bodyDeadline(of: request, sending, now: now)
            }
            state = .sending(request, sending)
        case .replying(let request, var reply):
            state = .modifying
            reply.bytesReplied += count
            deadline = now + request.timeout
            state = .replying(request, reply)
        case .upgraded(let request, var reply):
            state = .modifying
            reply.bytesReplied += count
            deadline = now + limits.tunnelIdleTimeout
            state = .upgraded(request, reply)
        default: break
        }
    }

    /// The client takes bytes again.
    mutating func becameWritable(now: NIODeadline) {
        // The pod was not read from in the meantime: its silence begins now.
        if case .replying(let request, _) = state { deadline = max(deadline, now + request.timeout) }
    }

    /// The reply is over.
    ///
    /// - Returns: nil when the client is gone.
    mutating func replyEnded(_ ending: ReplyEnding, now: NIODeadline) -> (RequestEnd, AfterReply)? {
        let (closes, hasSentBody): (Bool, Bool)
        switch state {
        case .replying(let request, let reply): (closes, hasSentBody) = (reply.closes, request.body.isComplete)
        case .upgraded: (closes, hasSentBody) = (true, true)
        default: return nil
        }
        guard let end = ended(isComplete: ending.isComplete) else { return nil }
        guard ending.reachesClient else {
            state = .closed
            return (end, .close)
        }
        return (end, proceed(closes: closes || !hasSentBody, clientStillSends: !hasSentBody, now: now))
    }

    // MARK: Pods that fail

    /// What follows from a pod that closed the connection instead of replying.
    enum PodLossAction: Hashable {
        /// Release this claim, and dispatch the request again: the pod did not answer it, and it may be sent twice.
        case sendAgain(pod: PodAddress, Claim)
        case fail
    }

    /// The pod closed the connection and has not begun its final reply.
    ///
    /// - Parameter beforeReply: Whether the client would not notice if another pod replied.
    mutating func podClosed(beforeReply: Bool) -> PodLossAction {
        guard beforeReply, case .sending(var request, let sending) = state, request.repeats < 3,
            request.traits.isRepeatable
        else { return .fail }
        let claim = claim
        state = .modifying
        request.repeats += 1
        state = .dispatching(request)
        return .sendAgain(pod: sending.pod, claim)
    }

    /// The pod will not reply, or not to the end.
    ///
    /// - Returns: What is left to do when the client has a part of the reply, and can only be told by closing its
    ///   connection; nil when the request can be answered.
    mutating func breakOffReply() -> RequestEnd? {
        switch state {
        case .replying, .upgraded:
            let end = ended(isComplete: false)
            state = .closed
            return end
        default: return nil
        }
    }
}
