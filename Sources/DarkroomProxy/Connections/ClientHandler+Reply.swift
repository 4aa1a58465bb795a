import DarkroomTraffic
import NIOCore

/// From the pod's reply, or the gateway's own, to the end of the request.
extension ClientHandler {
    // MARK: What the pod's connection reports

    /// Whether the pod has been sent the whole body.
    var hasSentBody: Bool { machine.hasSentBody }

    /// The head of the final reply is about to be written.
    ///
    /// - Returns: What the head says; nil when the client is gone.
    func replyBegins(status: Int, endsWithConnection: Bool) -> ReplyFacts? {
        let beginning = machine.replyBegins(
            status: status,
            endsWithConnection: endsWithConnection,
            isDraining: loop.isDraining
        )
        return beginning.map(facts)
    }

    /// The pod agrees to speak WebSocket.
    ///
    /// - Returns: What the reply's head says, and what the client has sent ahead; nil when the client is gone.
    func upgrade() -> (ReplyFacts, early: ByteBuffer?)? {
        machine.upgrade().map { (facts($0.0), early: $0.early) }
    }

    /// Passes a part of the reply on.
    func forward(_ bytes: ByteBuffer) {
        machine.replied(bytes.readableBytes, now: .now())
        write(bytes)
    }

    /// The reply is over.
    func replyEnded(_ ending: ReplyEnding) {
        // The connection no longer belongs to this request: the pool may keep it.
        pod = nil
        guard let (end, after) = machine.replyEnded(ending, now: .now()) else { return }
        conclude(end)
        carryOut(after)
    }

    /// The pod closed the connection instead of replying.
    ///
    /// - Parameter beforeReply: Whether the client would not notice if another pod replied.
    func podClosed(beforeReply: Bool) {
        switch machine.podClosed(beforeReply: beforeReply) {
        case .sendAgain(let address, let claim):
            pod = nil
            loop.pool.noteEnd(address)
            loop.pool.evictIdle(address)
            dispatchAgain(giving: claim)
        case .fail: podFailed(.brokenReply)
        }
    }

    /// The pod will not reply, or not to the end.
    func podFailed(_ reply: LocalReply) {
        guard let end = machine.breakOffReply() else { return answer(reply) }
        conclude(end)
        close()
    }

    // MARK: The gateway's own replies

    /// Replies with an error.
    ///
    /// - Parameters:
    ///   - closing: Whether to close the connection in any case.
    ///   - received: The request, when it has no route.
    func answer(_ reply: LocalReply, closing: Bool = false, to received: ReceivedRequest? = nil) {
        answer(status: reply.status, closing: closing, to: received) { facts, hasBody, out in
            reply.write(with: facts, hasBody: hasBody, to: &out)
        }
    }

    /// Sends one of the gateway's own replies.
    func answer(
        _ document: RoutingSnapshot.Document,
        headers: [(name: String, value: String)],
        to received: ReceivedRequest
    ) {
        answer(status: document.status, closing: false, to: received) { facts, hasBody, out in
            LocalReply.write(
                status: document.status,
                contentType: document.contentType,
                body: document.body,
                headers: headers,
                facts: facts,
                hasBody: hasBody,
                to: &out
            )
        }
    }

    private func answer(
        status: Int,
        closing: Bool,
        to received: ReceivedRequest?,
        _ writeReply: (ReplyFacts, _ hasBody: Bool, inout ByteBuffer) -> Void
    ) {
        guard let answer = machine.answer(closing: closing, isDraining: loop.isDraining) else { return }
        let request = answer.end?.request
        let facts = ReplyFacts(
            requestID: (request?.received ?? received)?.id ?? .generated(loop.random.next(), loop.random.next()),
            connection: answer.connection,
            coldStart: answer.end?.coldStart,
            cors: request.flatMap(cors)
        )
        out.clear()
        writeReply(facts, machine.reader.head.method != .head, &out)
        let bytesSent = out.readableBytes
        write(out)
        if let end = answer.end {
            conclude(end, status: status, bytesSent: bytesSent)
        } else {
            report(received, id: facts.requestID, status: status, bytesSent: bytesSent)
        }
        carryOut(machine.answered(now: .now()))
    }

    private func facts(_ beginning: RequestStateMachine.ReplyBeginning) -> ReplyFacts {
        ReplyFacts(
            requestID: beginning.request.received.id,
            connection: beginning.connection,
            coldStart: beginning.coldStart,
            cors: cors(of: beginning.request)
        )
    }

    private func cors(of request: RoutedRequest) -> (policy: CORSPolicy, origin: String?)? {
        request.target.cors.map { ($0, machine.reader.head.value(of: .origin, in: request.received.head)) }
    }

    // MARK: The end of a request

    /// Releases the request's claim, leaves its pod, and reports the request.
    ///
    /// - Parameters:
    ///   - status: Status of the gateway's own reply.
    ///   - bytesSent: Bytes of that reply.
    func conclude(_ end: RequestEnd, status: Int? = nil, bytesSent: Int? = nil) {
        let service = end.request.target.service
        giveBack(end.claim, of: service)
        loop.end(service)
        if let address = end.pod { loop.pool.noteEnd(address) }
        if let observer = loop.observer {
            observer.requestEnded(record(of: end, status: status, bytesSent: bytesSent))
        }
        let pod = pod
        self.pod = nil
        pod?.abandon()
    }

    /// Releases the request's claim.
    func giveBack(_ claim: Claim, of service: ServiceID) {
        switch claim {
        case .none: break
        case .slot(let pod): loop.state.capacity.release(pod, of: service)
        case .queue(let ticket): loop.state.capacity.leave(ticket, of: service)
        case .activator(let ticket): loop.activator.leave(ticket, of: service)
        }
    }

    private func record(of end: RequestEnd, status: Int?, bytesSent: Int?) -> AccessRecord {
        AccessRecord(
            requestID: end.request.received.id.text,
            clientAddress: clientAddress,
            request: line(of: end.request.received),
            service: end.request.target.service,
            pod: end.pod,
            status: status ?? end.status,
            isComplete: end.isComplete,
            bytesSent: bytesSent ?? end.bytesSent,
            duration: Duration(.now() - end.request.received.began),
            coldStart: end.coldStart.map { Duration($0) }
        )
    }

    /// Reports a request without a route, or bytes that are not a request, so that attempts to get these past the gateway
    /// can be seen.
    private func report(_ received: ReceivedRequest?, id: RequestID, status: Int, bytesSent: Int) {
        guard let observer = loop.observer else { return }
        observer.requestEnded(
            AccessRecord(
                requestID: id.text,
                clientAddress: clientAddress,
                request: received.map(line) ?? "",
                service: nil,
                pod: nil,
                status: status,
                isComplete: true,
                bytesSent: bytesSent,
                duration: received.map { Duration(.now() - $0.began) } ?? .zero,
                coldStart: nil
            )
        )
    }

    /// Method and path, without the query.
    private func line(of received: ReceivedRequest) -> String {
        let head = received.head
        return head.getString(at: head.readerIndex, length: machine.reader.head.path.upperBound) ?? ""
    }
}
