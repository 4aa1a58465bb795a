import NIOCore

/// How requests end, and connections with them.
extension RequestStateMachine {
    // MARK: The gateway's own replies

    /// What the gateway's own reply tells the client, and what is left to do for the request.
    struct Answer {
        let connection: ReplyConnection
        /// nil when no request is in progress, or it has no route.
        let end: RequestEnd?
    }

    /// The gateway is about to write its own reply, and calls ``answered(now:)`` afterwards.
    ///
    /// - Parameter closing: Whether to close the connection in any case.
    /// - Returns: nil when the client has a part of a reply, or is gone.
    mutating func answer(closing: Bool, isDraining: Bool) -> Answer? {
        let (traits, end): (RequestTraits, RequestEnd?)
        var body: BodyScanner
        switch state {
        case .awaitingHead: (traits, body, end) = (RequestTraits(), BodyScanner(.length(0)), nil)
        case .routing(let incoming): (traits, body, end) = (incoming.traits, incoming.body, nil)
        case .dispatching(let request), .gathering(let request, _), .held(let request, _), .queued(let request, _),
            .connecting(let request, _), .sending(let request, _):
            (traits, body, end) = (request.traits, request.body, ended(isComplete: true))
        case .replying, .upgraded, .answering, .lingering, .closed, .modifying: return nil
        }
        // Rather than close, discard a body that is there.
        let hasBody = !closing && discard(&body)
        let closes = !hasBody || !traits.keepsAlive || isDraining
        state = .answering(Answering(closes: closes, clientStillSends: !hasBody))
        return Answer(connection: traits.replyConnection(closes: closes), end: end)
    }

    private mutating func discard(_ body: inout BodyScanner) -> Bool {
        do { _ = try reader.takeBody(&body) } catch { return false }
        return body.isComplete
    }

    /// The reply that was announced with ``answer(closing:isDraining:)`` is written.
    mutating func answered(now: NIODeadline) -> AfterReply {
        guard case .answering(let answering) = state else { return .none }
        return proceed(closes: answering.closes, clientStillSends: answering.clientStillSends, now: now)
    }

    /// Goes from a reply to the next request, or to the end.
    mutating func proceed(closes: Bool, clientStillSends: Bool, now: NIODeadline) -> AfterReply {
        deadline = now + limits.clientIdleTimeout
        guard closes else {
            state = .awaitingHead(isWithinHead: false)
            return .nextRequest
        }
        state = .lingering
        return .linger(clientStillSends: clientStillSends || reader.count > 0)
    }

    // MARK: Time

    /// What to do when a deadline passes, or when the gateway ends.
    enum ConnectionAction {
        case answer(LocalReply, closing: Bool)
        case linger(clientStillSends: Bool)
        case close
        case none
    }

    /// The deadline has passed.
    ///
    /// - Parameter unsent: Bytes that were written and have not left for the client's socket yet.
    mutating func timedOut(unsent: Int, now: NIODeadline) -> ConnectionAction {
        deadline = .distantFuture
        switch state {
        // In the last case the pod is not read from as long as the client has not taken what the pod sent.
        case .awaitingHead(isWithinHead: false), .lingering, .replying:
            guard isTakingReply(unsent: unsent) else { return .close }
            deadline = now + limits.clientIdleTimeout
            return .none
        case .awaitingHead(isWithinHead: true), .gathering: return .answer(.requestTimeout, closing: true)
        case .queued: return .answer(.queueTimeout, closing: false)
        case .sending(let request, let sending):
            let isClientsTurn = !request.body.isComplete && !isReadPaused && !request.awaitsContinue(sending)
            return .answer(isClientsTurn ? .requestTimeout : .replyTimeout, closing: true)
        case .routing, .dispatching, .held, .connecting, .upgraded, .answering, .closed, .modifying: return .close
        }
    }

    /// Everything that was written before lingering has left.
    mutating func flushed(now: NIODeadline) {
        if case .lingering = state { deadline = now + limits.lingerTimeout }
    }

    // MARK: The gateway's end

    /// Ends an unused connection; others end with their reply.
    mutating func drain(unsent: Int, now: NIODeadline) -> ConnectionAction {
        guard case .awaitingHead(isWithinHead: false) = state else { return .none }
        // A client may still take the end of its last reply.
        guard unsent > 0 else {
            state = .closed
            return .close
        }
        deadline = now + limits.clientIdleTimeout
        state = .lingering
        return .linger(clientStillSends: false)
    }

    /// Aborts a reply because the gateway ends. A client that has received nothing gets an error reply, and the same
    /// time to read it as a client that still sends, because closing at once could discard the reply.
    func breakOff() -> ConnectionAction {
        switch state {
        case .awaitingHead(isWithinHead: true), .routing, .dispatching, .gathering, .held, .queued, .connecting:
            .answer(.shuttingDown, closing: true)
        case .sending(let request, _):
            .answer(request.traits.isIdempotent ? .shuttingDown : .brokenOff, closing: true)
        case .lingering, .answering: .none
        case .awaitingHead, .replying, .upgraded, .closed, .modifying: .close
        }
    }

    /// The client's connection has closed.
    ///
    /// - Returns: What is left to do when there was a request. Its pod should stop working on it, because no client
    ///   reads the reply.
    mutating func closed() -> RequestEnd? {
        let end = ended(isComplete: false)
        state = .closed
        return end
    }

    // MARK: What a request leaves behind

    /// What the request holds in its state.
    var claim: Claim {
        switch state {
        case .held(_, let ticket): .activator(ticket: ticket)
        case .queued(_, let ticket): .queue(ticket: ticket)
        case .connecting(let request, let connecting): request.isBounded ? .slot(connecting.pod) : .none
        case .sending(let request, let sending): request.isBounded ? .slot(sending.pod) : .none
        case .replying(let request, let reply), .upgraded(let request, let reply):
            request.isBounded ? .slot(reply.pod) : .none
        case .awaitingHead, .routing, .dispatching, .gathering, .answering, .lingering, .closed, .modifying: .none
        }
    }

    /// The end of the request in progress; nil without a request.
    func ended(isComplete: Bool) -> RequestEnd? {
        switch state {
        case .dispatching(let request), .gathering(let request, _), .held(let request, _), .queued(let request, _),
            .connecting(let request, _):
            end(of: request, pod: nil, status: nil, isComplete, bytes: 0)
        case .sending(let request, let sending):
            end(of: request, pod: sending.pod, status: nil, isComplete, bytes: sending.bytesReplied)
        case .replying(let request, let reply), .upgraded(let request, let reply):
            end(of: request, pod: reply.pod, status: reply.status, isComplete, bytes: reply.bytesReplied)
        case .awaitingHead, .routing, .answering, .lingering, .closed, .modifying: nil
        }
    }

    private func end(
        of request: Request,
        pod: PodAddress?,
        status: Int?,
        _ isComplete: Bool,
        bytes: Int
    ) -> RequestEnd {
        RequestEnd(
            request: request.routed,
            claim: claim,
            pod: pod,
            status: status,
            isComplete: isComplete,
            bytesSent: bytes,
            coldStart: request.coldStart
        )
    }
}
