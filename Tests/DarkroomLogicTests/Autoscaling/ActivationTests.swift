import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("Activation")
struct ActivationTests {
    private let start = ContinuousClock.now
    private var activation = Activation<Int>(
        limits: ActivationLimits(queueLimit: .init(requests: 3, bytes: 100), coldStartTimeout: .seconds(60)),
        backoff: Backoff(initial: .seconds(1), cap: .seconds(4), jitter: 0)
    )

    private func after(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private mutating func hold(
        _ waiter: Int,
        bytes: Int = 10,
        at seconds: Int = 0
    ) -> [Activation<Int>.Action] {
        activation.hold(waiter, bytes: bytes, since: after(seconds), now: after(seconds))
    }

    @Test("The first request scales the service up, and later requests wait for the same pod")
    mutating func onceForAll() {
        #expect(hold(1) == [.scaleUp])
        #expect(hold(2) == [])
        _ = activation.scaleUpSucceeded(now: after(1))
        #expect(hold(3, at: 2) == [])
        #expect(activation.count == 3)
        #expect(activation.bytes == 30)
    }

    @Test("A ready pod releases all requests in order of arrival")
    mutating func release() {
        for waiter in [2, 3, 1] { _ = hold(waiter) }
        _ = activation.scaleUpSucceeded(now: after(1))
        #expect(activation.podReady(now: after(20)) == [.release([2, 3, 1])])
        #expect(activation.count == 0)
        #expect(activation.bytes == 0)
        #expect(activation.nextDeadline == nil)
        #expect(activation.lastColdStart == .seconds(20))
    }

    @Test("A pod that is ready before the write is answered releases the requests, and the answer changes nothing")
    mutating func readyBeforeAnswer() {
        _ = hold(1)
        #expect(activation.podReady(now: after(1)) == [.release([1])])
        activation.scaleUpFailed(now: after(2), random: 0)
        #expect(activation.nextDeadline == nil)
    }

    @Test("A request that arrives when a pod is ready does not wait")
    mutating func alreadyReady() {
        #expect(activation.podReady(now: start) == [])
        #expect(hold(1) == [.release([1])])
        activation.noPodReady()
        #expect(hold(2) == [.scaleUp])
    }

    @Test("A request beyond the limit of requests or of bytes is refused")
    mutating func full() {
        _ = hold(1, bytes: 60)
        #expect(hold(2, bytes: 41) == [.reject(2, retryAfter: .seconds(10))])
        _ = hold(3, bytes: 40)
        _ = hold(4, bytes: 0)
        #expect(hold(5, bytes: 0, at: 4) == [.reject(5, retryAfter: .seconds(6))])
        #expect(hold(6, bytes: .max, at: 50) == [.reject(6, retryAfter: .seconds(1))])
    }

    @Test("A client that leaves frees its place, and is not released")
    mutating func leaving() {
        for waiter in 1...3 { _ = hold(waiter) }
        activation.leave(2)
        activation.leave(2)
        #expect(activation.bytes == 20)
        #expect(hold(4) == [])
        #expect(activation.podReady(now: after(1)) == [.release([1, 3, 4])])
    }

    @Test("A client that leaves and returns is last in the queue")
    mutating func comingBack() {
        for waiter in 1...2 { _ = hold(waiter) }
        activation.leave(1)
        _ = hold(1)
        #expect(activation.podReady(now: after(1)) == [.release([2, 1])])
    }

    @Test("Each request has its own timeout, and the others keep waiting")
    mutating func timeOut() {
        _ = hold(1)
        _ = hold(2, at: 30)
        #expect(activation.nextDeadline == after(60))
        #expect(activation.advance(now: after(59)) == [])
        #expect(activation.advance(now: after(60)) == [.timeOut([1])])
        #expect(activation.nextDeadline == after(90))
        #expect(activation.podReady(now: after(70)) == [.release([2])])
    }

    @Test("A request that is held a second time does not get its timeout twice")
    mutating func heldAgain() {
        _ = activation.hold(1, bytes: 0, since: start, now: after(50))
        #expect(activation.nextDeadline == after(60))
    }

    @Test("A failed write is retried less and less often while requests wait")
    mutating func failedWrite() {
        _ = hold(1)
        activation.scaleUpFailed(now: after(1), random: 0)
        #expect(activation.nextDeadline == after(2))
        #expect(hold(2, at: 1) == [])
        #expect(activation.advance(now: after(2)) == [.scaleUp])
        activation.scaleUpFailed(now: after(3), random: 0)
        #expect(activation.nextDeadline == after(5))
        #expect(activation.advance(now: after(5)) == [.scaleUp])
        _ = activation.scaleUpSucceeded(now: after(6))
        #expect(activation.advance(now: after(7)) == [])
    }

    @Test("Retry-After is honoured, for a minute at most", arguments: [(7, 8), (0, 2), (86_400, 61)])
    mutating func leftAlone(seconds: Int, until second: Int) {
        _ = hold(1)
        activation.scaleUpFailed(now: after(1), retryAfter: .seconds(seconds), random: 0)
        activation.leave(1)
        #expect(activation.nextDeadline == after(second))
    }

    @Test("Retry-After also applies to requests that arrive later", arguments: [true, false])
    mutating func leftAloneByOthers(leavesBefore: Bool) {
        _ = hold(1)
        if leavesBefore { activation.leave(1) }
        activation.scaleUpFailed(now: after(1), retryAfter: .seconds(7), random: 0)
        activation.leave(1)
        #expect(hold(2, at: 3) == [])
        #expect(activation.advance(now: after(7)) == [])
        #expect(activation.advance(now: after(8)) == [.scaleUp])
    }

    @Test("A failed write is not retried when no requests wait")
    mutating func failedWithoutWaitingRequests() {
        _ = hold(1)
        activation.scaleUpFailed(now: after(1), random: 0)
        activation.leave(1)
        #expect(activation.advance(now: after(2)) == [])
        #expect(activation.nextDeadline == nil)
        #expect(hold(2, at: 3) == [.scaleUp])
    }

    @Test("Clients that come and go do not cause a write each")
    mutating func comeAndGo() {
        var writes = 0
        for second in 0..<50 {
            writes += hold(second, at: second).filter { $0 == .scaleUp }.count
            _ = activation.scaleUpSucceeded(now: after(second))
            activation.leave(second)
        }
        #expect(writes == 1)
    }

    @Test("The scale-up is repeated when no pod is ready within the time of a cold start")
    mutating func undone() {
        _ = hold(1)
        _ = activation.scaleUpSucceeded(now: after(1))
        #expect(activation.advance(now: after(60)) == [.timeOut([1])])
        #expect(hold(2, at: 61) == [.scaleUp])
    }

    @Test("A service that is scaled to zero while requests wait is scaled up again")
    mutating func scaledToZero() {
        _ = hold(1)
        #expect(activation.scaleUpSucceeded(now: after(2)) == [])
        #expect(activation.scaledToZero(now: after(3)) == [.scaleUp])
    }

    @Test("A service that is scaled to zero while it is being scaled up is scaled up once more")
    mutating func scaledToZeroMeanwhile() {
        _ = hold(1)
        #expect(activation.scaledToZero(now: after(1)) == [])
        #expect(activation.scaleUpSucceeded(now: after(2)) == [.scaleUp])
        #expect(activation.scaleUpSucceeded(now: after(3)) == [])
    }

    @Test("A thousand requests cause one write and are released in order")
    mutating func thousand() {
        activation.limits = ActivationLimits(
            queueLimit: .init(requests: 1000, bytes: 1000),
            coldStartTimeout: .seconds(60)
        )
        let actions = (0..<1000).flatMap { hold($0, bytes: 1) }
        #expect(actions == [.scaleUp])
        #expect(activation.podReady(now: after(1)) == [.release(Array(0..<1000))])
    }
}
