import NIOCore

/// From the route to the pod.
extension RequestStateMachine {
    // MARK: Looking for a pod

    /// The next step towards a pod.
    enum DispatchAction {
        /// Leave the queue, if there is a ticket, and have the activator hold the request: see ``hold(as:now:)``.
        case hold(RoutedRequest, leaving: UInt64?)
        /// Read on: the body must arrive before the request takes a slot.
        case gather
        /// Choose a pod with room and call ``chose(_:now:)``; if there is none, wait in line: see
        /// ``joinQueue(as:now:)``. A request with a ticket is in line already.
        case choose(RoutedRequest, ticket: UInt64?, avoiding: PodAddress?)
        /// No request is waiting to be sent.
        case none
    }

    /// Pods may be there, as far as is known.
    mutating func dispatch(hasPods: Bool, now: NIODeadline) -> DispatchAction {
        switch state {
        case .queued(let request, let ticket):
            guard hasPods else {
                state = .dispatching(request)
                return .hold(request.routed, leaving: ticket)
            }
            return .choose(request.routed, ticket: ticket, avoiding: request.lastPod)
        case .dispatching(var request), .gathering(var request, _):
            state = .modifying
            guard !hasPods || !request.isBounded || isBodyAtHand(&request) else {
                deadline = bodyDeadline(of: request, now: now)
                state = .gathering(request, BodyProgress())
                return .gather
            }
            state = .dispatching(request)
            return hasPods
                ? .choose(request.routed, ticket: nil, avoiding: request.lastPod)
                : .hold(request.routed, leaving: nil)
        case .awaitingHead, .routing, .held, .connecting, .sending, .replying, .upgraded, .answering, .lingering,
            .closed, .modifying:
            return .none
        }
    }

    /// The activator is asked to hold the request.
    ///
    /// - Returns: Bytes of memory that the request may come to take while it is held, and when it was first held; nil
    ///   when there is no request to hold.
    mutating func hold(as ticket: UInt64, now: NIODeadline) -> (bytes: Int, since: NIODeadline)? {
        guard case .dispatching(var request) = state else { return nil }
        state = .modifying
        let since = request.heldSince ?? now
        request.heldSince = since
        request.search.restart()
        deadline = .distantFuture
        let body =
            switch request.traits.framing {
            case .length(let length): min(length, limits.heldBytes)
            case .chunked, .untilClose: limits.heldBytes
            }
        let bytes = request.routed.received.head.readableBytes + body
        state = .held(request, ticket: ticket)
        return (bytes, since)
    }

    /// What follows from the activator's verdict.
    enum VerdictAction {
        /// Look again at which pods there are.
        case dispatch
        case answer(LocalReply)
        /// The verdict is about a request that no longer waits.
        case ignore
    }

    /// The activator has decided.
    mutating func heldRequestEnded(_ verdict: HeldRequest.Verdict, ticket: UInt64, now: NIODeadline) -> VerdictAction {
        guard case .held(var request, ticket) = state else { return .ignore }
        state = .modifying
        defer { state = .dispatching(request) }
        switch verdict {
        case .released:
            request.coldStart = request.heldSince.map { now - $0 } ?? .zero
            return .dispatch
        case .rejected(let retryAfter): return .answer(.queueFull(retryAfter: retryAfter))
        case .timedOut: return .answer(.coldStartTimeout)
        case .withdrawn: return .answer(.stopped)
        }
    }

    /// All pods are full: the request waits in line.
    mutating func joinQueue(as ticket: UInt64, now: NIODeadline) {
        guard case .dispatching(var request) = state else { return }
        state = .modifying
        deadline = request.search.joinQueue(now: now) + request.timeout
        state = .queued(request, ticket: ticket)
    }

    /// Whether the request waits in line with this ticket.
    func isQueued(as ticket: UInt64) -> Bool {
        if case .queued(_, ticket) = state { true } else { false }
    }

    // MARK: Connecting

    /// How to get a connection to the chosen pod.
    struct Choice {
        /// The place in line to leave.
        let ticket: UInt64?
        /// Whether an idle connection will do. One may have ended with that on which the request was lost, though this
        /// has not been noticed.
        let mayReuse: Bool
        /// To be handed back with the result.
        let attempt: UInt64
    }

    /// A pod with room has been found.
    mutating func chose(_ pod: PodAddress, now: NIODeadline) -> Choice? {
        var left: UInt64?
        switch state {
        case .dispatching(var request):
            state = .modifying
            return connect(&request, to: pod, leaving: nil)
        case .queued(var request, let ticket):
            state = .modifying
            request.search.leaveQueue(now: now)
            left = ticket
            return connect(&request, to: pod, leaving: left)
        default: return nil
        }
    }

    private mutating func connect(_ request: inout Request, to pod: PodAddress, leaving ticket: UInt64?) -> Choice {
        request.lastPod = pod
        deadline = .distantFuture
        let attempt = nextAttempt()
        state = .connecting(request, Connecting(pod: pod, attempt: attempt))
        return Choice(ticket: ticket, mayReuse: request.repeats == 0, attempt: attempt)
    }

    /// What follows from an attempt to connect.
    enum ConnectAction {
        /// Send the head, and this part of the body with it.
        case send(RoutedRequest, ByteBuffer?)
        /// Answer that the body is malformed.
        case reject(HeadProblem)
        /// Wait, and then call ``retry(attempt:)``.
        case retry(after: TimeAmount)
        case answer(LocalReply)
        /// The client has left meanwhile: the connection is for the next request.
        case keepConnection
        case ignore
    }

    /// A connection is open.
    ///
    /// - Parameter isUsable: False when it has closed again already.
    mutating func connected(attempt: UInt64, isUsable: Bool, now: NIODeadline) -> ConnectAction {
        guard case .connecting(var request, let connecting) = state, connecting.attempt == attempt else {
            return isUsable ? .keepConnection : .ignore
        }
        guard isUsable else { return connectFailed(attempt: attempt, now: now) }
        state = .modifying
        do {
            let part = try reader.takeBody(&request.body)
            request.search.restart()
            var sending = Sending(pod: connecting.pod, hasBodyBegun: part != nil)
            if request.body.isComplete {
                deadline = now + request.timeout
            } else {
                // Others wait for the slot.
                if request.isBounded { sending.progress.end = now + request.timeout }
                deadline = bodyDeadline(of: request, sending, now: now)
            }
            state = .sending(request, sending)
            return .send(request.routed, part)
        } catch {
            state = .connecting(request, connecting)
            return .reject(error)
        }
    }

    /// An attempt to connect has failed. The request has not reached the pod and may go to another, or to the same a
    /// little later.
    mutating func connectFailed(attempt: UInt64, now: NIODeadline) -> ConnectAction {
        guard case .connecting(var request, let connecting) = state, connecting.attempt == attempt else {
            return .ignore
        }
        state = .modifying
        defer { state = .connecting(request, connecting) }
        let delay = request.search.connectFailed(timeout: limits.connectTimeout, now: now)
        return delay.map { .retry(after: $0) } ?? .answer(.noConnection)
    }

    /// The time for the next attempt has come.
    ///
    /// - Returns: The claim to release before the request is dispatched again; nil when it no longer waits for that.
    mutating func retry(attempt: UInt64) -> Claim? {
        guard case .connecting(let request, let connecting) = state, connecting.attempt == attempt else { return nil }
        let claim = claim
        state = .dispatching(request)
        return claim
    }
}
