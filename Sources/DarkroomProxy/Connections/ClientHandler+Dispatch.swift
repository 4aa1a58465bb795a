import NIOCore

/// From the request's head to the pod.
extension ClientHandler {
    /// A request's head is complete and in order.
    func begin(_ head: ByteBuffer, _ traits: RequestTraits, now: NIODeadline) {
        let given = machine.reader.head.fields.value(of: .xRequestID).flatMap { value in
            head.getSlice(at: head.readerIndex + value.lowerBound, length: value.count)
        }
        let id = RequestID(given: given, random: &loop.random)
        let received = ReceivedRequest(head: head, id: id, began: now)
        let snapshot = loop.state.snapshot
        switch machine.reader.head.destination(head, in: snapshot) {
        case .service(let target):
            machine.routed(to: RoutedRequest(received, traits, target: target))
            loop.begin(target.service)
            dispatch(to: snapshot.pods(of: target), now: now)
        case .document(let document, let headers): answer(document, headers: headers, to: received)
        case .error(let reply): answer(reply, to: received)
        }
    }

    /// Looks up the pods again, and sends the request to one.
    ///
    /// - Parameter claim: The claim to release first.
    func dispatchAgain(giving claim: Claim = .none) {
        guard let service = machine.request?.target.service else { return }
        giveBack(claim, of: service)
        let snapshot = loop.state.snapshot
        // Nothing would ever wake the service: the request would wait until its timeout.
        guard snapshot.isServed(service) else { return answer(.stopped) }
        dispatch(to: snapshot.pods(of: service), now: .now())
    }

    private func dispatch(to pods: [PodAddress], now: NIODeadline) {
        switch machine.dispatch(hasPods: !pods.isEmpty, now: now) {
        case .hold(let request, let ticket):
            if let ticket { loop.state.capacity.leave(ticket, of: request.target.service) }
            hold(request, now: now)
        case .gather: resumeReading()
        case .choose(let request, let ticket, let avoided):
            if let pod = choose(among: pods, for: request.target, ticket: ticket, avoiding: avoided) {
                connect(request, to: pod, now: now)
            } else if ticket == nil {
                joinQueue(request, now: now)
            }
        case .none: break
        }
    }

    /// - Returns: nil when all pods have as many requests as they may.
    private func choose(
        among pods: [PodAddress],
        for target: RoutingSnapshot.Target,
        ticket: UInt64?,
        avoiding avoided: PodAddress?
    ) -> PodAddress? {
        guard let limit = target.containerConcurrency else {
            return loop.pool.choose(among: pods, avoiding: avoided, random: &loop.random)
        }
        return loop.state.capacity.acquire(
            ticket,
            of: target.service,
            among: pods,
            containerConcurrency: limit,
            avoiding: avoided
        )
    }

    // MARK: Waiting

    /// Has the activator hold the request until a pod is ready.
    private func hold(_ request: RoutedRequest, now: NIODeadline) {
        let ticket = RequestTicket.next()
        guard let (bytes, since) = machine.hold(as: ticket, now: now) else { return }
        let handler = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        loop.activator.hold(
            HeldRequest(
                id: ticket,
                service: request.target.service,
                bytes: bytes,
                since: .now - Duration(now - since)
            ) { verdict in
                eventLoop.execute { handler.value.heldRequestEnded(verdict, ticket: ticket) }
            }
        )
    }

    private func heldRequestEnded(_ verdict: HeldRequest.Verdict, ticket: UInt64) {
        switch machine.heldRequestEnded(verdict, ticket: ticket, now: .now()) {
        case .dispatch: dispatchAgain()
        case .answer(let reply): answer(reply)
        case .ignore: break
        }
    }

    /// Waits until a pod has room.
    private func joinQueue(_ request: RoutedRequest, now: NIODeadline) {
        let (target, ticket) = (request.target, RequestTicket.next())
        let handler = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        let hasRoom = loop.state.capacity.joinQueue(ticket, of: target.service, queueLimit: target.queueLimit) {
            eventLoop.execute { handler.value.slotMayBeFree(ticket) }
        }
        guard hasRoom else { return answer(.queueFull(retryAfter: .seconds(1))) }
        machine.joinQueue(as: ticket, now: now)
        // One may have become free between the look and the wait; it is for the request that waits longest.
        loop.state.capacity.resumeFirst(of: target.service)
    }

    private func slotMayBeFree(_ ticket: UInt64) {
        if machine.isQueued(as: ticket) { dispatchAgain() }
    }

    // MARK: Connecting

    private func connect(_ request: RoutedRequest, to pod: PodAddress, now: NIODeadline) {
        guard let choice = machine.chose(pod, now: now) else { return }
        if let ticket = choice.ticket { loop.state.capacity.leave(ticket, of: request.target.service) }
        let attempt = choice.attempt
        if choice.mayReuse, let handler = loop.pool.takeIdle(pod) {
            return connected(handler, attempt: attempt, now: now)
        }
        loop.pool.connect(to: pod, on: loop.eventLoop) { result in
            switch result {
            case .success(let handler): self.connected(handler, attempt: attempt, now: .now())
            case .failure:
                self.carryOut(self.machine.connectFailed(attempt: attempt, now: .now()), nil, attempt: attempt)
            }
        }
    }

    private func connected(_ handler: PodHandler, attempt: UInt64, now: NIODeadline) {
        let action = machine.connected(attempt: attempt, isUsable: handler.isUsable, now: now)
        carryOut(action, handler, attempt: attempt)
    }

    private func carryOut(
        _ action: RequestStateMachine.ConnectAction,
        _ handler: PodHandler?,
        attempt: UInt64
    ) {
        switch action {
        case .send(let request, let part): if let handler { send(request, part, on: handler) }
        case .reject(let problem):
            if let handler { loop.pool.keepIdle(handler) }
            answer(.rejected(problem), closing: true)
        case .retry(let delay):
            loop.eventLoop.assumeIsolated().scheduleTask(in: delay) {
                if let claim = self.machine.retry(attempt: attempt) { self.dispatchAgain(giving: claim) }
            }
        case .answer(let reply): answer(reply)
        case .keepConnection: if let handler { loop.pool.keepIdle(handler) }
        case .ignore: break
        }
    }

    private func send(_ request: RoutedRequest, _ part: ByteBuffer?, on handler: PodHandler) {
        pod = handler
        loop.pool.noteBegin(handler.pod)
        out.clear()
        machine.reader.head.writeForwarded(
            request.received.head,
            with: ForwardingFacts(
                clientAddress: clientAddress,
                pod: handler.pod,
                requestID: request.received.id,
                trace: (loop.random.next(), loop.random.next(), loop.random.next())
            ),
            to: &out
        )
        // A small body goes out with its head in one write; a large one is not worth the copy.
        let isSmall = part.map { $0.readableBytes <= 4 << 10 } ?? true
        if isSmall, let part { out.writeImmutableBuffer(part) }
        handler.send(out, request.traits, for: self)
        // A write to a pod that is gone ends the request within the call.
        if !isSmall, let part, pod === handler { handler.write(part) }
        resumeReading()
    }
}
