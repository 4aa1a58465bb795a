import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("A reply on its way to the client")
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

    @Test("After a complete reply comes the next request")
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
        "The client is told what becomes of its connection",
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

    @Test("A complete reply to a body that is not ends the connection, so that the rest is not taken for a request")
    func earlyReply() {
        var test = sending(ScriptedRequest.post)
        test.replyBegins(413)
        #expect(test.replyEnded()?.after == .linger(clientStillSends: true))
        #expect(test.receive("body") == "none")
    }

    @Test("A reply that breaks off ends the connection at once: the client must not take it for a whole one")
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

    @Test("A request that can be repeated is sent again on a new connection when its pod closes without a byte")
    func sentAgain() {
        var test = ScriptedRequest(at: .sending)
        let action = test.machine.podClosed(beforeReply: true)
        #expect(action == .sendAgain(pod: ScriptedRequest.pod, .slot(ScriptedRequest.pod)))
        #expect(test.dispatch() == "choose, avoiding 10.0.0.1:8080")
        #expect(test.choose()?.mayReuse == false)
        #expect(test.connected() == "send")
    }

    @Test("It is sent four times at most")
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
        "A request is not sent again when it may have had an effect, or part of it is gone",
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

    @Test("Nor when the pod has died within the reply's head")
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

    @Test("After 101 bytes pass both ways, those that the client has sent ahead first")
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

    @Test("A client that has sent ahead as much as is kept is read on after 101")
    func muchSentAhead() {
        var test = sending(ScriptedRequest.webSocket)
        test.receive(String(repeating: "x", count: test.machine.limits.heldBytes))
        #expect(test.readCompleted() == false)
        #expect(test.resumeReading() == false)
        _ = test.machine.upgrade()
        #expect(test.resumeReading() == true)
    }

    @Test("An upgraded connection ends with its pod's")
    func upgradeEnds() {
        var test = ScriptedRequest(at: .upgraded)
        let reply = test.replyEnded()
        #expect(reply?.after == .linger(clientStillSends: false))
        #expect(reply?.end.status == 101)
        #expect(reply?.end.isComplete == true)
    }

    // MARK: Clients that read slowly

    @Test("A pod whose client reads slowly has its time again when the client reads")
    func slowReader() {
        var test = ScriptedRequest(at: .replying)
        test.wait(.seconds(59))
        test.machine.becameWritable(now: test.now)
        #expect(test.timeLeft == .seconds(60))
    }

    @Test("A client that takes some of a reply has more time, one that takes nothing has not")
    func takesReply() {
        var test = ScriptedRequest(at: .replying)
        #expect(test.timeOut(unsent: 1000) == "none")
        #expect(test.timeLeft == test.machine.limits.clientIdleTimeout)
        #expect(test.timeOut(unsent: 900) == "none")
        #expect(test.timeOut(unsent: 900) == "close")
    }
}
