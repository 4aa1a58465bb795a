import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("A request's body on its way to the pod")
struct RequestBodyTests {
    private static let large = "POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n"
    private static let expecting =
        "POST /api/model HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n"

    private func sending(_ head: String, isBounded: Bool = false) -> ScriptedRequest {
        var limits = ProxyLimits()
        limits.bodyTimeout = .seconds(10)
        limits.bodyPart = 100
        var test = ScriptedRequest(isBounded: isBounded, limits: limits)
        test.begin(head)
        test.send()
        return test
    }

    @Test("The pod's time to reply begins with the last byte of the body")
    func complete() {
        var test = sending(ScriptedRequest.post)
        #expect(test.timeLeft == .seconds(10))
        test.wait(.seconds(9))
        test.receive("body")
        #expect(test.timeLeft == .seconds(60))
        #expect(test.timeOut() == "answer ReplyTimeout, close")
    }

    @Test("A body that arrives too slowly is given up")
    func drops() {
        var test = sending(Self.large)
        for _ in 0..<9 {
            test.wait(.seconds(1))
            test.receive("xxxxxxxxxx")
        }
        #expect(test.timeLeft == .seconds(1))
        #expect(test.timeOut() == "answer RequestTimeout, close")
    }

    @Test("A body may take long as long as it arrives fast enough")
    func enough() {
        var test = sending(Self.large)
        for _ in 0..<20 {
            test.wait(.seconds(9))
            test.receive(String(repeating: "x", count: 100))
            #expect(test.timeLeft == .seconds(10))
        }
    }

    @Test("A body must be complete within the route's timeout when other requests wait for the slot")
    func bounded() {
        var test = ScriptedRequest(isBounded: true)
        test.begin(Self.large)
        test.dispatch()
        test.receive(String(repeating: "x", count: test.machine.limits.heldBytes))
        test.send()
        for _ in 0..<2 {
            test.wait(.seconds(25))
            test.receive(String(repeating: "x", count: test.machine.limits.bodyPart))
        }
        #expect(test.timeLeft == .seconds(10))
    }

    @Test("A body that stops arriving before the request has a slot is given up")
    func gathering() {
        var test = ScriptedRequest(at: .gathering)
        #expect(test.timeLeft == test.machine.limits.bodyTimeout)
        #expect(test.timeOut() == "answer RequestTimeout, close")
    }

    @Test("Once the gateway reads again, the client's timeout applies to a body that has yet to get a slot")
    func gatheringAfterPause() {
        var test = ScriptedRequest(isBounded: true)
        #expect(test.readCompleted(isClientWritable: false) == false)
        test.begin(ScriptedRequest.post)
        test.dispatch()
        #expect(test.timeLeft == .seconds(60))
        test.wait(.seconds(1))
        #expect(test.resumeReading() == true)
        #expect(test.timeLeft == test.machine.limits.bodyTimeout)
        #expect(test.timeOut() == "answer RequestTimeout, close")
    }

    @Test("While the pod does not read, the route's timeout applies, and the client's timeout afterwards")
    func slowPod() {
        var test = sending(Self.large)
        #expect(test.readCompleted(isPodWritable: false) == false)
        #expect(test.timeLeft == .seconds(60))
        #expect(test.resumeReading(isPodWritable: false) == false)
        test.wait(.seconds(50))
        #expect(test.resumeReading() == true)
        #expect(test.timeLeft == .seconds(10))
    }

    @Test("A pod that does not read for too long is reported as the cause")
    func slowPodTimesOut() {
        var test = sending(Self.large)
        _ = test.readCompleted(isPodWritable: false)
        #expect(test.timeOut() == "answer ReplyTimeout, close")
    }

    @Test("A pod that receives Expect 100-continue has the route's timeout to answer")
    func awaitingContinue() {
        var test = sending(Self.expecting)
        #expect(test.timeLeft == .seconds(60))
        #expect(test.timeOut() == "answer ReplyTimeout, close")
    }

    @Test("After 100 Continue the client's body timeout applies")
    func afterContinue() {
        var test = sending(Self.expecting)
        test.wait(.seconds(50))
        test.machine.replied(25, now: test.now)
        #expect(test.timeLeft == .seconds(10))
        #expect(test.receive("body") == "forward body")
        #expect(test.timeLeft == .seconds(60))
    }

    @Test("Once the pod has begun to reply the body may arrive slowly, as long as either side sends something")
    func earlyReply() {
        var test = sending(Self.large)
        test.replyBegins()
        #expect(test.timeLeft == .seconds(60))
        test.wait(.seconds(59))
        #expect(test.receive("x") == "forward x")
        #expect(test.timeLeft == .seconds(60))
    }

    @Test("A malformed body is refused, and the connection closes because the end of the body is unknown")
    func malformed() {
        var test = sending("POST /api/model HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n")
        #expect(test.receive("1\r\nx\r\n") == "forward 1\r\nx\r\n")
        #expect(test.receive("xyz\r\n") == "reject invalidChunk")
        #expect(test.machine.breakOffReply() == nil)
        #expect(test.answer()?.after == .linger(clientStillSends: true))
    }

    @Test("A malformed body breaks off a reply that has begun")
    func malformedAfterReply() {
        var test = sending("POST /api/model HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n")
        test.replyBegins()
        #expect(test.receive("xyz\r\n") == "reject invalidChunk")
        #expect(test.machine.breakOffReply()?.isComplete == false)
        #expect(test.answer() == nil)
    }

    @Test("Bytes after the body are kept for the next request, up to a limit")
    func behind() {
        var test = sending(ScriptedRequest.get)
        #expect(test.receive(ScriptedRequest.get) == "none")
        #expect(test.readCompleted(isPodWritable: false) == true)
        test.receive(String(repeating: "x", count: test.machine.limits.heldBytes))
        #expect(test.readCompleted() == false)
    }
}
