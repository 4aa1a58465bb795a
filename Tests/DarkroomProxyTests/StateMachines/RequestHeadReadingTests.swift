import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("Requests on one connection")
struct RequestHeadReadingTests {
    @Test("A request head that arrives in parts is one request")
    func parts() {
        var test = ScriptedRequest()
        test.receive("GET /api/mod")
        #expect(test.nextHead() == "wait")
        test.receive("el HTTP/1.1\r\nhost: a\r\n\r\n")
        #expect(test.nextHead() == "route GET /api/model HTTP/1.1")
    }

    @Test("The timeout of a head counts from its first byte, not from each byte")
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

    @Test("A malformed head is refused, and the connection closes although more bytes have arrived")
    func malformed() {
        var test = ScriptedRequest()
        test.receive("GET / HTTP/1.1\nhost: a\r\n\r\n" + ScriptedRequest.get)
        #expect(test.nextHead() == "reject bareLineFeed")
        #expect(test.answer(closing: true)?.after == .linger(clientStillSends: true))
        #expect(test.nextHead() == "wait")
    }

    @Test("The next request waits until the previous one is answered")
    func pipelining() {
        var test = ScriptedRequest()
        test.begin(ScriptedRequest.get + ScriptedRequest.post)
        #expect(test.nextHead() == "wait")
        test.send()
        test.replyBegins()
        #expect(test.replyEnded()?.after == .nextRequest)
        #expect(test.nextHead() == "route POST /api/model HTTP/1.1")
    }

    @Test("A client that does not read a reply gets no further reply")
    func notWritable() {
        var test = ScriptedRequest()
        test.receive(ScriptedRequest.get)
        #expect(test.nextHead(isWritable: false) == "wait")
        #expect(test.nextHead() == "route GET /api/model HTTP/1.1")
    }

    @Test("A request without a route is refused, and its body is discarded")
    func unrouted() {
        var test = ScriptedRequest()
        test.receive(ScriptedRequest.post + "body" + ScriptedRequest.get)
        test.nextHead()
        let answer = test.answer()
        #expect(answer?.end == nil)
        #expect(answer?.after == .nextRequest)
        #expect(test.nextHead() == "route GET /api/model HTTP/1.1")
    }

    @Test("After refusing a request without a route whose body is incomplete, the connection closes without a reset")
    func unroutedWithoutBody() {
        var test = ScriptedRequest()
        test.receive(ScriptedRequest.post + "bo")
        test.nextHead()
        #expect(test.answer()?.after == .linger(clientStillSends: true))
        #expect(test.receive("dy") == "none")
    }

    @Test("Reading pauses when the buffer of a waiting request is full, and resumes when a pod has the request")
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
