import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("How a request ends in each state")
struct RequestEndingTests {
    typealias Stage = ScriptedRequest.Stage

    @Test(
        "A client that disconnects, or closes its sending side, ends its request",
        arguments: [
            (.unused, nil, false), (.withinHead, nil, false), (.gathering, Claim.none, false),
            (.held, .activator(ticket: 1), false), (.queued, .queue(ticket: 1), false),
            (.connecting, .slot(ScriptedRequest.pod), false), (.sending, .slot(ScriptedRequest.pod), true),
            (.replying, .slot(ScriptedRequest.pod), true), (.upgraded, Claim.none, true), (.lingering, nil, false),
        ] as [(Stage, Claim?, Bool)]
    )
    func clientLeaves(stage: Stage, claim: Claim?, hasPod: Bool) {
        var test = ScriptedRequest(at: stage)
        let end = test.machine.closed()
        #expect(end?.claim == claim)
        #expect((end?.pod != nil) == hasPod)
        #expect(end?.isComplete != true)
        #expect(end?.status == (stage == .replying ? 200 : stage == .upgraded ? 101 : nil))
        // Nothing is left to give back, send or answer.
        #expect(test.machine.closed() == nil)
        #expect(test.machine.request == nil)
        #expect(test.answer() == nil)
        #expect(test.receive("x") == "none")
        #expect(test.dispatch() == "none")
    }

    @Test(
        "A timeout is answered as long as the client has received nothing of a reply",
        arguments: [
            (.unused, "close"), (.withinHead, "answer RequestTimeout, close"),
            (.gathering, "answer RequestTimeout, close"), (.queued, "answer QueueTimeout"),
            (.sending, "answer ReplyTimeout, close"), (.replying, "close"), (.upgraded, "close"),
            (.lingering, "close"),
        ] as [(Stage, String)]
    )
    func timeouts(stage: Stage, action: String) {
        var test = ScriptedRequest(at: stage)
        #expect(test.machine.deadline < .distantFuture)
        #expect(test.timeOut() == action)
        #expect(test.machine.deadline == .distantFuture)
    }

    @Test(
        "The activator and the connector limit the time for a pod to start and to accept the connection",
        arguments: [Stage.held, .connecting]
    )
    func noTimeout(stage: Stage) {
        #expect(ScriptedRequest(at: stage).machine.deadline == .distantFuture)
    }

    @Test("Draining closes idle connections and no others", arguments: Stage.allCases)
    func draining(stage: Stage) {
        var test = ScriptedRequest(at: stage)
        #expect(test.machine.drain(unsent: 0, now: test.now).summary == (stage == .unused ? "close" : "none"))
    }

    @Test("Draining lets a client receive the rest of its last reply")
    func drainingUnsent() {
        var test = ScriptedRequest()
        #expect(test.machine.drain(unsent: 10, now: test.now).summary == "linger")
        #expect(test.timeLeft == test.machine.limits.clientIdleTimeout)
        test.machine.flushed(now: test.now)
        #expect(test.timeLeft == test.machine.limits.lingerTimeout)
    }

    @Test("A reply that is sent while draining is the last one on its connection")
    func answerWhileDraining() {
        var test = ScriptedRequest(at: .sending)
        #expect(test.answer(isDraining: true)?.after == .linger(clientStillSends: false))
    }

    @Test(
        "When the gateway exits it answers clients that wait for a reply, and leaves or closes the others",
        arguments: [
            (.unused, "close"), (.withinHead, "answer ShuttingDown, close"),
            (.gathering, "answer ShuttingDown, close"), (.held, "answer ShuttingDown, close"),
            (.queued, "answer ShuttingDown, close"), (.connecting, "answer ShuttingDown, close"),
            (.sending, "answer ShuttingDown, close"), (.replying, "close"), (.upgraded, "close"),
            (.lingering, "none"),
        ] as [(Stage, String)]
    )
    func breakOff(stage: Stage, action: String) {
        #expect(ScriptedRequest(at: stage).machine.breakOff().summary == action)
    }

    @Test("The answer to a request that may have had an effect says that repeating it may not be safe")
    func breakOffPost() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.post + "body")
        test.send()
        #expect(test.machine.breakOff().summary == "answer BrokenOff, close")
    }

    @Test("A client that still sends after its last reply is read until it has received that reply")
    func lingering() {
        var test = ScriptedRequest(at: .lingering)
        #expect(test.timeLeft == test.machine.limits.clientIdleTimeout)
        #expect(test.receive("more") == "none")
        #expect(test.machine.reader.count == 0)
        #expect(test.readCompleted() == true)
        test.machine.flushed(now: test.now)
        #expect(test.timeLeft == test.machine.limits.lingerTimeout)
    }

    @Test("A client that disconnects while the gateway writes its reply is not read again")
    func leavesDuringAnswer() {
        var test = ScriptedRequest(at: .held)
        let answer = test.machine.answer(closing: false, isDraining: false)
        #expect(answer?.end?.claim == .activator(ticket: 1))
        #expect(test.machine.closed() == nil)
        #expect(test.machine.answered(now: test.now) == AfterReply.none)
    }
}
