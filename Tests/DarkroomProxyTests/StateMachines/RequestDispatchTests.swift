import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("Dispatch of a request to a pod")
struct RequestDispatchTests {
    private static let other = PodAddress(ip: "10.0.0.2", port: 8080)

    // MARK: Connecting

    @Test("A request is sent with the part of its body that has arrived, and later bytes are kept")
    func send() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.post + "bo")
        #expect(test.dispatch() == "choose")
        let choice = test.choose()
        #expect(choice?.mayReuse == true)
        #expect(choice?.ticket == nil)
        #expect(test.connected() == "send with bo")
        #expect(test.receive("dyGET ") == "forward dy")
        #expect(test.machine.hasSentBody)
        #expect(test.machine.reader.count == 4)
    }

    @Test("After a failed connection the request is retried at once and then less and less often, on other pods first")
    func retries() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.get)
        for delay in [0, 20, 40, 80, 160, 320, 320] {
            test.dispatch()
            test.choose()
            #expect(test.connectFailed() == "retry after \(delay) ms")
            #expect(test.machine.retry(attempt: test.attempt) == Claim.none)
            #expect(test.dispatch() == "choose, avoiding 10.0.0.1:8080")
        }
    }

    @Test("The request fails when connecting has taken its whole time limit")
    func connectTimeout() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.get)
        test.dispatch()
        test.choose()
        #expect(test.connectFailed() == "retry after 0 ms")
        _ = test.machine.retry(attempt: test.attempt)
        test.dispatch()
        test.choose(Self.other)
        test.wait(test.machine.limits.connectTimeout)
        #expect(test.connectFailed() == "answer NoConnection")
        #expect(test.answer()?.after == .nextRequest)
    }

    @Test("A connection that closed while it was being opened counts as a failed attempt")
    func closedMeanwhile() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.get)
        test.dispatch()
        test.choose()
        #expect(test.connected(isUsable: false) == "retry after 0 ms")
    }

    @Test("A connection that opens after the client has left is kept for the next request")
    func clientLeftMeanwhile() {
        var test = ScriptedRequest(at: .connecting)
        #expect(test.machine.closed() != nil)
        #expect(test.connected() == "keep connection")
        #expect(test.machine.retry(attempt: test.attempt) == nil)
    }

    @Test("A connection of an earlier attempt is kept and not used")
    func earlierAttempt() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.get)
        test.dispatch()
        test.choose()
        let first = test.attempt
        _ = test.connectFailed()
        _ = test.machine.retry(attempt: first)
        test.dispatch()
        test.choose()
        #expect(test.machine.connected(attempt: first, isUsable: true, now: test.now).summary == "keep connection")
        #expect(test.connected() == "send")
    }

    @Test("A malformed body is refused before a pod has any of the request")
    func malformedBody() {
        var test = ScriptedRequest()
        test.begin("POST /api/model HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n")
        test.dispatch()
        test.choose()
        #expect(test.connected() == "reject invalidChunk")
        #expect(test.answer(closing: true)?.end?.pod == nil)
    }

    // MARK: The activator

    @Test("A request without a pod is held and sent when the activator releases it")
    func held() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.post + "body")
        #expect(test.dispatch(hasPods: false) == "hold")
        let held = test.machine.hold(as: 7, now: test.now)
        #expect(held?.bytes == ScriptedRequest.post.utf8.count + 4)
        #expect(held?.since == test.now)
        #expect(test.machine.deadline == .distantFuture)
        test.wait(.seconds(20))
        #expect(test.machine.heldRequestEnded(.released, ticket: 7, now: test.now).summary == "dispatch")
        #expect(test.send() == "send with body")
        _ = test.replyBegins()
        #expect(test.replyEnded()?.end.coldStart == .seconds(20))
    }

    @Test(
        "A refusal by the activator is passed to the client",
        arguments: [
            (.rejected(retryAfter: .seconds(7)), "answer QueueFull"), (.timedOut, "answer ColdStartTimeout"),
            (.withdrawn, "answer Stopped"),
        ] as [(HeldRequest.Verdict, String)]
    )
    func verdicts(verdict: HeldRequest.Verdict, action: String) {
        var test = ScriptedRequest(at: .held)
        #expect(test.machine.heldRequestEnded(verdict, ticket: 1, now: test.now).summary == action)
        let answer = test.answer()
        // The activator no longer has it.
        #expect(answer?.end?.claim == Claim.none)
        #expect(answer?.after == .nextRequest)
    }

    @Test("A verdict on an earlier wait is ignored")
    func lateVerdict() {
        var test = ScriptedRequest(at: .held)
        #expect(test.machine.heldRequestEnded(.released, ticket: 2, now: test.now).summary == "ignore")
        _ = test.machine.heldRequestEnded(.released, ticket: 1, now: test.now)
        #expect(test.machine.heldRequestEnded(.timedOut, ticket: 1, now: test.now).summary == "ignore")
    }

    @Test("The waiting time of a request that is held a second time counts from the first time")
    func heldTwice() {
        var test = ScriptedRequest(at: .held)
        let first = test.now
        test.wait(.seconds(5))
        _ = test.machine.heldRequestEnded(.released, ticket: 1, now: test.now)
        #expect(test.dispatch(hasPods: false) == "hold")
        #expect(test.machine.hold(as: 2, now: test.now)?.since == first)
    }

    // MARK: Bounded slots

    @Test("A request takes no slot before its body has arrived")
    func gathering() {
        var test = ScriptedRequest(isBounded: true)
        test.begin(ScriptedRequest.post + "bo")
        #expect(test.dispatch() == "gather")
        #expect(test.receive("d") == "none")
        #expect(test.receive("yGET ") == "dispatch")
        #expect(test.dispatch() == "choose")
        test.choose()
        #expect(test.connected() == "send with body")
    }

    @Test("A body larger than the buffer is sent once the buffer is full")
    func largeBody() {
        var test = ScriptedRequest(isBounded: true)
        test.begin("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n")
        #expect(test.dispatch() == "gather")
        #expect(test.receive(String(repeating: "x", count: test.machine.limits.heldBytes)) == "dispatch")
    }

    @Test("A request with Expect 100-continue takes a slot before its body arrives")
    func expectContinue() {
        var test = ScriptedRequest(isBounded: true)
        test.begin(
            "POST /api/model HTTP/1.1\r\nhost: a\r\nexpect: 100-Continue\r\ncontent-length: 4\r\n\r\n"
        )
        #expect(test.dispatch() == "choose")
    }

    @Test("A request waits in the queue while all pods are full, and leaves the queue when it gets a slot")
    func queued() {
        var test = ScriptedRequest(at: .queued)
        #expect(test.machine.isQueued(as: 1))
        #expect(!test.machine.isQueued(as: 2))
        #expect(test.machine.claim == .queue(ticket: 1))
        #expect(test.dispatch() == "choose, in line as 1")
        #expect(test.choose()?.ticket == 1)
        #expect(test.machine.claim == .slot(ScriptedRequest.pod))
    }

    @Test("A request that finds the queue full is refused, and its connection stays open")
    func queueFull() {
        var test = ScriptedRequest(isBounded: true)
        test.begin(ScriptedRequest.get)
        test.dispatch()
        let answer = test.answer()
        #expect(answer?.end?.claim == Claim.none)
        #expect(answer?.after == .nextRequest)
    }

    @Test("A queued request is held when the last pod goes away, and has its whole queue timeout afterwards")
    func podsGo() {
        var test = ScriptedRequest(at: .queued)
        test.wait(.seconds(40))
        #expect(test.dispatch(hasPods: false) == "leave queue 1, hold")
        _ = test.machine.hold(as: 2, now: test.now)
        _ = test.machine.heldRequestEnded(.released, ticket: 2, now: test.now)
        test.dispatch()
        test.machine.joinQueue(as: 3, now: test.now)
        #expect(test.timeLeft == .seconds(60))
    }

    @Test("A request gives back its slot before it tries another pod")
    func slotGivenBack() {
        var test = ScriptedRequest(at: .connecting)
        #expect(test.connectFailed() == "retry after 0 ms")
        #expect(test.machine.retry(attempt: test.attempt) == .slot(ScriptedRequest.pod))
        #expect(test.machine.claim == Claim.none)
    }

    @Test("Time in the queue neither counts as time spent connecting nor resets that time")
    func turns() {
        var test = ScriptedRequest(at: .connecting)
        #expect(test.connectFailed() == "retry after 0 ms")
        _ = test.machine.retry(attempt: test.attempt)
        test.dispatch()
        test.machine.joinQueue(as: 2, now: test.now)
        test.wait(.seconds(30))
        test.dispatch()
        test.choose()
        #expect(test.connectFailed() == "retry after 20 ms")
        _ = test.machine.retry(attempt: test.attempt)
        test.wait(test.machine.limits.connectTimeout)
        test.dispatch()
        test.choose()
        #expect(test.connectFailed() == "answer NoConnection")
    }

    @Test("The queue timeout applies to the sum of all waits in the queue")
    func queueTimeout() {
        var test = ScriptedRequest(at: .queued)
        test.wait(.seconds(40))
        test.dispatch()
        test.choose()
        _ = test.connectFailed()
        _ = test.machine.retry(attempt: test.attempt)
        test.dispatch()
        test.machine.joinQueue(as: 2, now: test.now)
        #expect(test.timeLeft == .seconds(20))
        #expect(test.timeOut() == "answer QueueTimeout")
    }
}
