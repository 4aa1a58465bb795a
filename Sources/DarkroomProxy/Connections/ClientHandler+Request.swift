import DarkroomTraffic
import NIOCore
import Synchronization

extension ClientHandler {
    /// A request's head is complete and in order.
    func begin(_ bytes: ByteBuffer) {
        exchangeNumber &+= 1
        closesAfterReply = false
        let given = head.fields.value(of: .xRequestID).flatMap { value in
            bytes.getSlice(at: bytes.readerIndex + value.lowerBound, length: value.count)
        }
        let requestID = RequestID(given: given, random: &loop.random)
        exchange = Exchange(head: bytes, requestID: requestID, framing: head.framing)
        route(bytes, in: loop.state.snapshot)
    }

    /// A pod is there, as far as is known; or the activator has found one.
    func dispatch(to pods: [PodAddress]) {
        leavePlace()
        guard !pods.isEmpty else {
            leaveQueue()
            return hold()
        }
        guard exchange?.target?.containerConcurrency == nil || isBodyAtHand() else { return beginGathering() }
        guard let pod = choose(among: pods) else { return queue() }
        leaveQueue()
        exchange?.address = pod
        // A connection that was kept may have ended with the one on which the request was lost, unnoticed as yet.
        if exchange?.repeats == 0, let handler = loop.pool.take(pod) {
            send(on: handler)
        } else {
            connect(to: pod)
        }
    }

    /// Gives back the place that the request has at a pod.
    func leavePlace() {
        guard let pod = exchange?.place, let service = exchange?.target?.service else { return }
        exchange?.place = nil
        loop.state.places.giveBack(pod, of: service)
    }

    /// Waits no longer for a place.
    func leaveQueue() {
        guard let id = exchange?.queuedAs, let service = exchange?.target?.service else { return }
        exchange?.queuedAs = nil
        // Who waits in line tries no pod. What it tried before counts all the same: requests that take turns at a pod
        // which takes no connections would otherwise do so for ever.
        if let since = exchange?.unconnectedSince, let queued = exchange?.queued {
            exchange?.unconnectedSince = since + (.now() - queued.last)
        }
        loop.state.places.leave(id, of: service)
    }

    /// - Returns: nil when all pods have as many requests as they may.
    private func choose(among pods: [PodAddress]) -> PodAddress? {
        guard let limit = exchange?.target?.containerConcurrency else {
            return loop.pool.choose(among: pods, avoiding: exchange?.address, random: &loop.random)
        }
        guard let service = exchange?.target?.service else { return nil }
        let pod = loop.state.places.take(
            exchange?.queuedAs,
            of: service,
            among: pods,
            containerConcurrency: limit,
            avoiding: exchange?.address
        )
        exchange?.place = pod
        return pod
    }

    /// Waits until a pod has room.
    private func queue() {
        guard let target = exchange?.target else { return }
        phase = .queued
        guard exchange?.queuedAs == nil else { return }
        let id = HeldRequestID.next()
        exchange?.queuedAs = id
        let now = NIODeadline.now()
        let first = exchange?.queued?.first ?? now
        exchange?.queued = (first, now)
        deadline = first + target.timeout
        let handler = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        let hasRoom = loop.state.places.wait(id, for: target.service, queueLimit: target.queueLimit) {
            eventLoop.execute { handler.value.placeMayBeFree(id) }
        }
        guard hasRoom else {
            exchange?.queuedAs = nil
            return reply(.queueFull(retryAfter: .seconds(1)))
        }
        // One may have become free between the look and the wait; it is for who waits longest.
        loop.state.places.lookAgain(target.service)
    }

    private func placeMayBeFree(_ id: UInt64) {
        guard phase == .queued, exchange?.queuedAs == id else { return }
        dispatchAgain()
    }

    /// Looks again at which pods there are, and sends the request to one.
    func dispatchAgain() {
        guard let service = exchange?.target?.service else { return }
        let snapshot = loop.state.snapshot
        // Nothing would ever wake it: the request would be held until it is too late.
        guard snapshot.isServed(service) else { return reply(.stopped) }
        dispatch(to: snapshot.pods(of: service))
    }

    private func route(_ bytes: ByteBuffer, in snapshot: RoutingSnapshot) {
        let path = bytes.readableBytesUInt8Span.extracting(head.path)
        if !snapshot.documents.isEmpty, head.method == .get || head.method == .head {
            let text = path.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
            if let document = snapshot.documents[text] { return reply(document) }
        }
        if answerPreflight(bytes, path, in: snapshot) { return }
        switch snapshot.routes.match(path: path, method: head.method) {
        case .none: reply(.notFound)
        case .methodNotAllowed(let allowed): reply(.methodNotAllowed(allowed))
        case .route(let index):
            let target = snapshot.target(index)
            guard !target.isStopped else { return reply(.stopped) }
            exchange?.target = target
            loop.begin(target.service)
            dispatch(to: snapshot.pods(of: target))
        }
    }

    /// A browser asks whether a page of another origin may do something; for a route with a policy the
    /// gateway answers, which wakes nothing.
    private func answerPreflight(
        _ bytes: ByteBuffer,
        _ path: Span<UInt8>,
        in snapshot: RoutingSnapshot
    ) -> Bool {
        guard head.method == .options, let origin = header(.origin, in: bytes),
            let wanted = header(.accessControlRequestMethod, in: bytes),
            case .route(let index) = snapshot.routes.match(path: path, method: MethodSet(name: wanted))
        else { return false }
        let target = snapshot.target(index)
        guard let cors = target.cors else { return false }
        reply(
            RoutingSnapshot.Document(status: 204, body: ""),
            headers: cors.preflightHeaders(origin: origin, methods: target.methods)
        )
        return true
    }

    private func hold() {
        guard let service = exchange?.target?.service else { return }
        let id = HeldRequestID.next()
        let since = exchange?.heldSince ?? .now
        exchange?.heldAs = id
        exchange?.heldSince = since
        exchange?.unconnectedSince = nil
        exchange?.queued = nil
        phase = .held
        deadline = .distantFuture
        let handler = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        loop.activator.hold(
            HeldRequest(id: id, service: service, bytes: heldBytes, since: since) { verdict in
                eventLoop.execute { handler.value.heldRequestEnded(verdict, id: id) }
            }
        )
    }

    /// What the request may come to take in memory, rather than what it takes at this moment.
    private var heldBytes: Int {
        let body =
            switch head.framing {
            case .length(let length): min(length, loop.limits.heldBytes)
            case .chunked, .untilClose: loop.limits.heldBytes
            }
        return (exchange?.head.readableBytes ?? 0) + body
    }

    private func heldRequestEnded(_ verdict: HeldRequest.Verdict, id: UInt64) {
        guard phase == .held, exchange?.heldAs == id else { return }
        exchange?.heldAs = nil
        switch verdict {
        case .released:
            let waited = exchange?.heldSince.map { .now - $0 } ?? .zero
            exchange?.coldStart = TimeAmount(waited)
            dispatchAgain()
        case .refused(let retryAfter): reply(.queueFull(retryAfter: retryAfter))
        case .timedOut: reply(.coldStartTimeout)
        case .withdrawn: reply(.stopped)
        }
    }

    private func connect(to pod: PodAddress) {
        phase = .connecting
        deadline = .distantFuture
        let number = exchangeNumber
        loop.pool.connect(to: pod, on: loop.eventLoop) { result in
            let isWanted = self.phase == .connecting && self.exchangeNumber == number
            switch result {
            case .success(let handler) where isWanted && handler.isUsable: self.send(on: handler)
            // The client has left meanwhile; the next one will be glad of the connection.
            case .success(let handler) where !isWanted: self.loop.pool.put(handler)
            case .success, .failure: if isWanted { self.connectAgain() }
            }
        }
    }

    /// A request that never reached a pod may go to another, or to the same a little later.
    private func connectAgain() {
        guard let failures = exchange?.failures else { return }
        let now = NIODeadline.now()
        let since = exchange?.unconnectedSince ?? now
        guard now < since + loop.limits.connectTimeout else { return reply(.noConnection) }
        exchange?.unconnectedSince = since
        exchange?.failures = failures + 1
        let number = exchangeNumber
        // The first time at once: there may be another pod.
        let delay = failures == 0 ? TimeAmount.zero : .milliseconds(Int64(10 << min(failures, 5)))
        loop.eventLoop.assumeIsolated().scheduleTask(in: delay) {
            if self.phase == .connecting, self.exchangeNumber == number { self.dispatchAgain() }
        }
    }

    private func send(on handler: PodHandler) {
        guard var exchange, let target = exchange.target else { return }
        out.clear()
        head.writeForwarded(
            exchange.head,
            with: ForwardingFacts(
                clientAddress: clientAddress,
                pod: handler.pod,
                requestID: exchange.requestID,
                trace: (loop.random.next(), loop.random.next(), loop.random.next())
            ),
            to: &out
        )
        do {
            let count = try exchange.body.take(inbound.readableBytesUInt8Span)
            // Taken before anything is written: a write to a pod that is gone ends the exchange within the call, and
            // what is in `inbound` then is read as the next request.
            let part = count > 0 ? inbound.readSlice(length: count) : nil
            exchange.pod = handler
            exchange.unconnectedSince = nil
            exchange.queued = nil
            exchange.hasBodyBegun = count > 0
            self.exchange = exchange
            phase = .exchanging
            deadline = .now() + target.timeout
            if !exchange.body.isComplete { beginBody(target) }
            loop.pool.noteBegin(handler.pod)
            // A small body goes out with its head in one write; a large one is not worth the copy.
            let isSmall = count <= 4 << 10
            if isSmall, let part { out.writeImmutableBuffer(part) }
            handler.send(out, for: self)
            if !isSmall, let part, self.exchange?.pod === handler { handler.write(part) }
            resumeReading()
        } catch {
            loop.pool.put(handler)
            refuse(error)
        }
    }
}

/// Numbers for held requests, unique in this process.
enum HeldRequestID {
    private static let last = Atomic<UInt64>(0)

    static func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
