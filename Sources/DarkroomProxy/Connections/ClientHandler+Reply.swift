import DarkroomTraffic
import NIOCore

extension ClientHandler {
    /// Whether heads before the final one mean something to the client.
    var acceptsInterim: Bool { head.isHTTP11 && exchange?.hasReply == false }

    /// Whether the request may be sent again: it is idempotent (RFC 9110, 9.2.2) and has no body, of which nothing
    /// was kept.
    var isRepeatable: Bool { head.method.isSubset(of: .idempotent) && head.framing == .length(0) }

    /// Whether the pod has got the whole body.
    var hasSentBody: Bool { exchange?.body.isComplete ?? true }

    /// What a reply is to say about the connection.
    ///
    /// - Parameter endsWithConnection: Whether nothing else tells the client where the reply ends.
    func replyConnection(endsWithConnection: Bool) -> ReplyConnection {
        guard head.keepsAlive, !endsWithConnection, !loop.isDraining else { return .closes }
        return head.isHTTP11 ? .staysOpen : .staysOpenExplicitly
    }

    /// The head of the final reply is about to be written.
    func replyBegins(_ status: Int, _ connection: ReplyConnection) -> ReplyFacts {
        exchange?.hasReply = true
        exchange?.status = status
        if case .closes = connection { closesAfterReply = true }
        return facts(connection)
    }

    /// Passes a part of the reply on.
    func forward(_ bytes: ByteBuffer) {
        if isTakingBody {
            // An interim head, after which the body may only begin to come.
            exchange?.hasBodyBegun = true
            putOffBodyDeadline()
        } else {
            let timeout = phase == .tunnel ? loop.limits.tunnelIdleTimeout : exchange?.target?.timeout
            deadline = .now() + (timeout ?? .seconds(60))
        }
        exchange?.bytesSent += bytes.readableBytes
        write(bytes)
    }

    /// The pod has agreed to speak WebSocket.
    func becomeTunnel(with reply: ByteBuffer) {
        phase = .tunnel
        forward(reply)
        if inbound.readableBytes > 0 {
            exchange?.pod?.write(inbound)
            inbound = ByteBuffer()
        }
    }

    /// The reply is over.
    ///
    /// - Parameters:
    ///   - isComplete: False when it broke off; the client learns it by the connection breaking off too.
    ///   - isFramed: False when nothing but the end of the connection says where it ends. Such a client gets all that
    ///     came, since a pod that refuses a request midway breaks its connection off as well.
    func replyEnded(isComplete: Bool, isFramed: Bool = true) {
        let isTunnel = phase == .tunnel
        let hasSentBody = hasSentBody
        exchange?.isComplete = isComplete
        endExchange()
        guard isComplete || !isFramed else { return close() }
        goOn(closes: closesAfterReply || isTunnel || !hasSentBody, clientStillSends: !hasSentBody)
    }

    /// The pod closed the connection instead of replying.
    ///
    /// - Parameter beforeReply: Whether it had not sent a byte.
    func podClosed(beforeReply: Bool, _ handler: PodHandler) {
        guard beforeReply, let repeats = exchange?.repeats, repeats < 3, isRepeatable else {
            return podFailed(.brokenReply)
        }
        exchange?.repeats = repeats + 1
        exchange?.pod = nil
        loop.pool.noteEnd(handler.pod)
        loop.pool.distrust(handler.pod)
        phase = .connecting
        dispatchAgain()
    }

    /// The pod will not reply, or not go on.
    func podFailed(_ reply: LocalReply) {
        if exchange?.hasReply == true {
            endExchange()
            close()
        } else {
            self.reply(reply)
        }
    }

    /// Refuses bytes that are no request; what follows them cannot be read either.
    func refuse(_ problem: HeadProblem) { reply(.refused(problem), closes: true) }

    /// Replies with an error.
    func reply(_ reply: LocalReply, closes: Bool = false) {
        replyLocally(status: reply.status, closes: closes) { facts, out in
            reply.write(with: facts, hasBody: head.method != .head, to: &out)
        }
    }

    /// Replies with something of the gateway's own.
    func reply(_ document: RoutingSnapshot.Document, headers: [(name: String, value: String)] = []) {
        replyLocally(status: document.status, closes: false) { facts, out in
            LocalReply.write(
                status: document.status,
                contentType: document.contentType,
                body: document.body,
                headers: headers,
                facts: facts,
                hasBody: head.method != .head,
                to: &out
            )
        }
    }

    /// Ends what is being done for the request, wherever it stands.
    func endExchange() {
        leaveQueue()
        leavePlace()
        guard let exchange else { return }
        self.exchange = nil
        if let target = exchange.target { loop.end(target.service) }
        if let pod = exchange.pod { loop.pool.noteEnd(pod.pod) }
        if let id = exchange.heldAs, let service = exchange.target?.service {
            loop.activator.leave(id, of: service)
        }
        if let observer = loop.observer { observer.requestEnded(record(of: exchange)) }
    }

    private func record(of exchange: Exchange) -> AccessRecord {
        let start = exchange.head.readerIndex
        return AccessRecord(
            requestID: exchange.requestID.text,
            clientAddress: clientAddress,
            request: exchange.head.getString(at: start, length: head.path.upperBound) ?? "",
            service: exchange.target?.service,
            pod: exchange.pod?.pod,
            status: exchange.status,
            isComplete: exchange.isComplete,
            bytesSent: exchange.bytesSent,
            duration: Duration(NIODeadline.now() - exchange.began),
            coldStart: exchange.coldStart.map { Duration($0) }
        )
    }

    /// Reports what was no request: those who try what a gateway lets pass are to be seen.
    private func noteRefusal(_ status: Int, _ requestID: RequestID) {
        guard let observer = loop.observer else { return }
        observer.requestEnded(
            AccessRecord(
                requestID: requestID.text,
                clientAddress: clientAddress,
                request: "",
                service: nil,
                pod: nil,
                status: status,
                isComplete: true,
                bytesSent: out.readableBytes,
                duration: .zero,
                coldStart: nil
            )
        )
    }

    /// The value of a header as text.
    func header(_ header: KnownHeader, in bytes: ByteBuffer) -> String? {
        head.fields.value(of: header).flatMap { value in
            bytes.getString(at: bytes.readerIndex + value.lowerBound, length: value.count)
        }
    }

    private func replyLocally(status: Int, closes: Bool, _ writeReply: (ReplyFacts, inout ByteBuffer) -> Void) {
        let hasBody = closes ? false : takeRestOfBody()
        let closes = closes || !hasBody || !head.keepsAlive || loop.isDraining
        let connection = closes ? ReplyConnection.closes : head.isHTTP11 ? .staysOpen : .staysOpenExplicitly
        let facts = facts(connection)
        out.clear()
        writeReply(facts, &out)
        write(out)
        if exchange == nil { noteRefusal(status, facts.requestID) }
        exchange?.status = status
        exchange?.isComplete = true
        exchange?.bytesSent = out.readableBytes
        endExchange()
        goOn(closes: closes, clientStillSends: !hasBody)
    }

    /// Whether all of a body that nobody wants has come.
    private func takeRestOfBody() -> Bool {
        guard let count = try? exchange?.body.take(inbound.readableBytesUInt8Span) else { return false }
        inbound.moveReaderIndex(forwardBy: count)
        return exchange?.body.isComplete ?? false
    }

    private func goOn(closes: Bool, clientStillSends: Bool) {
        if closes { return closeAfterReply(clientStillSends: clientStillSends || inbound.readableBytes > 0) }
        phase = .awaitingHead
        deadline = .now() + loop.limits.clientIdleTimeout
        resumeReading()
        readRequests()
    }

    private func facts(_ connection: ReplyConnection) -> ReplyFacts {
        var facts = ReplyFacts(
            requestID: exchange?.requestID ?? .generated(loop.random.next(), loop.random.next()),
            connection: connection,
            coldStart: exchange?.coldStart
        )
        if let policy = exchange?.target?.cors, let bytes = exchange?.head {
            facts.cors = (policy, header(.origin, in: bytes))
        }
        return facts
    }
}
