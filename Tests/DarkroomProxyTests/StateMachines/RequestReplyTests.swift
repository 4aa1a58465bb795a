import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("Replies to the client")
struct RequestReplyTests {
    private static let closing = "GET /api/model HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
    private static let old = "GET /api/model HTTP/1.0\r\n\r\n"
    private static let oldKeepAlive = "GET /api/model HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"

    private func sending(_ head: String) -> ScriptedRequest {
        var test = ScriptedRequest()
        test.begin(head)
        test.send()
        return test
    }

    // MARK: Ends

    @Test("The next request is read after a complete reply")
    func complete() {
        var test = ScriptedRequest(at: .replying)
        test.machine.replied(90, now: test.now)
        let reply = test.replyEnded()
        #expect(reply?.after == .nextRequest)
        #expect(reply?.end.status == 200)
        #expect(reply?.end.isComplete == true)
        #expect(reply?.end.bytesSent == 100)
        #expect(reply?.end.pod == ScriptedRequest.pod)
        #expect(reply?.end.claim == .slot(ScriptedRequest.pod))
        #expect(test.timeLeft == test.machine.limits.clientIdleTimeout)
    }

    @Test(
        "The reply tells the client whether its connection stays open",
        arguments: [
            (ScriptedRequest.get, false, false, ReplyConnection.staysOpen, AfterReply.nextRequest),
            (ScriptedRequest.get, true, false, .closes, .linger(clientStillSends: false)),
            (ScriptedRequest.get, false, true, .closes, .linger(clientStillSends: false)),
            (closing, false, false, .closes, .linger(clientStillSends: false)),
            (old, false, false, .closes, .linger(clientStillSends: false)),
            (oldKeepAlive, false, false, .staysOpenExplicitly, .nextRequest),
        ]
    )
    func connection(
        head: String,
        endsWithConnection: Bool,
        isDraining: Bool,
        connection: ReplyConnection,
        after: AfterReply
    ) {
        var test = sending(head)
        #expect(test.replyBegins(endsWithConnection: endsWithConnection, isDraining: isDraining) == connection)
        #expect(test.replyEnded()?.after == after)
    }

    @Test("A reply before the body is complete closes the connection, so that the rest is not read as a request")
    func earlyReply() {
        var test = sending(ScriptedRequest.post)
        test.replyBegins(413)
        #expect(test.replyEnded()?.after == .linger(clientStillSends: true))
        #expect(test.receive("body") == "none")
    }

    @Test("A reply that breaks off closes the connection at once, so that the client does not take it for complete")
    func brokenOff() {
        var test = ScriptedRequest(at: .replying)
        let reply = test.replyEnded(.brokenOff)
        #expect(reply?.after == .close)
        #expect(reply?.end.isComplete == false)
    }

    @Test("A reply that ends with its connection reaches the client, complete or not", arguments: [true, false])
    func endOfConnection(isComplete: Bool) {
        var test = sending(ScriptedRequest.get)
        test.replyBegins(endsWithConnection: true)
        let reply = test.replyEnded(.endOfConnection(isComplete: isComplete))
        #expect(reply?.after == .linger(clientStillSends: false))
        #expect(reply?.end.isComplete == isComplete)
    }

    @Test("A reply that ends after the client has left changes nothing")
    func clientGone() {
        var test = ScriptedRequest(at: .replying)
        _ = test.machine.closed()
        #expect(test.replyEnded() == nil)
        #expect(test.machine.closed() == nil)
    }

    // MARK: Pods that die

    @Test("A repeatable request is sent again on a new connection when its pod closes without sending a byte")
    func sentAgain() {
        var test = ScriptedRequest(at: .sending)
        let action = test.machine.podClosed(beforeReply: true)
        #expect(action == .sendAgain(pod: ScriptedRequest.pod, .slot(ScriptedRequest.pod)))
        #expect(test.dispatch() == "choose, avoiding 10.0.0.1:8080")
        #expect(test.choose()?.mayReuse == false)
        #expect(test.connected() == "send")
    }

    @Test("A request is sent at most four times")
    func sentAgainTooOften() {
        var test = sending(ScriptedRequest.get)
        for _ in 0..<3 {
            #expect(test.machine.podClosed(beforeReply: true) == .sendAgain(pod: ScriptedRequest.pod, .none))
            test.send()
        }
        #expect(test.machine.podClosed(beforeReply: true) == .fail)
        #expect(test.answer()?.after == .nextRequest)
    }

    @Test(
        "A request is not sent again when it may have had an effect, or when part of it is no longer buffered",
        arguments: [
            "POST /api/model HTTP/1.1\r\nhost: a\r\n\r\n",
            "PUT /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx",
            "PUT /api/model HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        ]
    )
    func notRepeatable(head: String) {
        var test = sending(head)
        #expect(test.machine.podClosed(beforeReply: true) == .fail)
    }

    @Test("A request is not sent again when the pod has died in the middle of the reply's head")
    func withinHead() {
        var test = ScriptedRequest(at: .sending)
        #expect(test.machine.podClosed(beforeReply: false) == .fail)
        let answer = test.answer()
        #expect(answer?.end?.claim == .slot(ScriptedRequest.pod))
        #expect(answer?.end?.pod == ScriptedRequest.pod)
        #expect(answer?.after == .nextRequest)
    }

    @Test("A request that is sent again and finds no pod is held")
    func sentAgainAndHeld() {
        var test = ScriptedRequest(at: .sending)
        _ = test.machine.podClosed(beforeReply: true)
        #expect(test.dispatch(hasPods: false) == "hold")
    }

    // MARK: Upgrades

    @Test("After a 101 response bytes are forwarded both ways, first those that the client sent early")
    func upgrade() {
        var test = sending(ScriptedRequest.webSocket)
        test.receive("early")
        let upgrade = test.machine.upgrade()
        #expect(upgrade?.0.connection == .becomesWebSocket)
        #expect(upgrade?.early.map { String(buffer: $0) } == "early")
        test.machine.replied(10, now: test.now)
        #expect(test.receive(ScriptedRequest.get) == "forward \(ScriptedRequest.get)")
        #expect(test.nextHead() == "wait")
        #expect(test.timeLeft == test.machine.limits.tunnelIdleTimeout)
    }

    @Test("A client that has filled the buffer before the 101 response is read again after it")
    func muchSentAhead() {
        var test = sending(ScriptedRequest.webSocket)
        test.receive(String(repeating: "x", count: test.machine.limits.heldBytes))
        #expect(test.readCompleted() == false)
        #expect(test.resumeReading() == false)
        _ = test.machine.upgrade()
        #expect(test.resumeReading() == true)
    }

    @Test("An upgraded connection closes when the pod's connection closes")
    func upgradeEnds() {
        var test = ScriptedRequest(at: .upgraded)
        let reply = test.replyEnded()
        #expect(reply?.after == .linger(clientStillSends: false))
        #expect(reply?.end.status == 101)
        #expect(reply?.end.isComplete == true)
    }

    // MARK: Clients that read slowly

    @Test("The pod's timeout restarts when a slow client reads")
    func slowReader() {
        var test = ScriptedRequest(at: .replying)
        test.wait(.seconds(59))
        test.machine.becameWritable(now: test.now)
        #expect(test.timeLeft == .seconds(60))
    }

    @Test("A client that reads part of a reply gets more time, and one that reads nothing does not")
    func takesReply() {
        var test = ScriptedRequest(at: .replying)
        #expect(test.timeOut(unsent: 1000) == "none")
        #expect(test.timeLeft == test.machine.limits.clientIdleTimeout)
        #expect(test.timeOut(unsent: 900) == "none")
        #expect(test.timeOut(unsent: 900) == "close")
    }
}
