import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("Requests on one connection")
struct RequestHeadReadingTests {
    @Test("A head that comes in parts is one request")
    func parts() {
        var test = ScriptedRequest()
        test.receive("GET /api/mod")
        #expect(test.nextHead() == "wait")
        test.receive("el HTTP/1.1\r\nhost: a\r\n\r\n")
        #expect(test.nextHead() == "route GET /api/model HTTP/1.1")
    }

    @Test("A head has its whole time from its first byte, not from each of its bytes")
    func headTimeout() {
        var test = ScriptedRequest()
        #expect(test.timeLeft == test.machine.limits.clientIdleTimeout)
        test.receive("GET ")
        test.nextHead()
        #expect(test.timeLeft == test.machine.limits.headTimeout)
        test.wait(.seconds(3))
        test.receive("/ HTTP/1.1\r\n")
        test.nextHead()
        #expect(test.timeLeft == test.machine.limits.headTimeout - .seconds(3))
    }

    @Test("A malformed head is refused, and the connection closes though more has come")
    func malformed() {
        var test = ScriptedRequest()
        test.receive("GET / HTTP/1.1\nhost: a\r\n\r\n" + ScriptedRequest.get)
        #expect(test.nextHead() == "reject bareLineFeed")
        #expect(test.answer(closing: true)?.after == .linger(clientStillSends: true))
        #expect(test.nextHead() == "wait")
    }

    @Test("The next request waits until the one before it is answered")
    func pipelining() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.get + ScriptedRequest.post)
        #expect(test.nextHead() == "wait")
        test.send()
        test.replyBegins()
        #expect(test.replyEnded()?.after == .nextRequest)
        #expect(test.nextHead() == "route POST /api/model HTTP/1.1")
    }

    @Test("A client that reads no reply gets no further one")
    func notWritable() {
        var test = ScriptedRequest()
        test.receive(ScriptedRequest.get)
        #expect(test.nextHead(isWritable: false) == "wait")
        #expect(test.nextHead() == "route GET /api/model HTTP/1.1")
    }

    @Test("A request without a route is answered, and its body discarded")
    func unrouted() {
        var test = ScriptedRequest()
        test.receive(ScriptedRequest.post + "body" + ScriptedRequest.get)
        test.nextHead()
        let answer = test.answer()
        #expect(answer?.end == nil)
        #expect(answer?.after == .nextRequest)
        #expect(test.nextHead() == "route GET /api/model HTTP/1.1")
    }

    @Test("After a request without a route whose body has not come, the connection closes without a reset")
    func unroutedWithoutBody() {
        var test = ScriptedRequest()
        test.receive(ScriptedRequest.post + "bo")
        test.nextHead()
        #expect(test.answer()?.after == .linger(clientStillSends: true))
        #expect(test.receive("dy") == "none")
    }

    @Test("Reading pauses when as much of a waiting request has come as is kept, and resumes when a pod has it")
    func pause() {
        var test = ScriptedRequest()
        test.begin("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n")
        test.dispatch(hasPods: false)
        _ = test.machine.hold(as: 1, now: test.now)
        #expect(test.readCompleted() == true)
        test.receive(String(repeating: "x", count: test.machine.limits.heldBytes))
        #expect(test.readCompleted() == false)
        #expect(test.resumeReading() == false)
        _ = test.machine.heldRequestEnded(.released, ticket: 1, now: test.now)
        test.send()
        #expect(test.resumeReading() == true)
    }
}
