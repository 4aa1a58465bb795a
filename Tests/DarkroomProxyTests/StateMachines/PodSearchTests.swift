import NIOCore
import Testing

@testable import DarkroomProxy

@Suite("A request that looks for a pod")
struct PodSearchTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    @Test("fails when connecting has failed for too long, counted from the first failure")
    func connectTimeout() {
        var search = PodSearch()
        #expect(search.connectFailed(timeout: .seconds(5), now: start) == .zero)
        #expect(search.connectFailed(timeout: .seconds(5), now: start + .seconds(4)) == .milliseconds(20))
        #expect(search.connectFailed(timeout: .seconds(5), now: start + .seconds(5)) == nil)
    }

    @Test("does not count its time in the queue towards the time limit for connecting")
    func queue() {
        var search = PodSearch()
        _ = search.connectFailed(timeout: .seconds(5), now: start)
        #expect(search.joinQueue(now: start + .seconds(1)) == start + .seconds(1))
        search.leaveQueue(now: start + .seconds(61))
        #expect(search.connectFailed(timeout: .seconds(5), now: start + .seconds(64)) != nil)
        #expect(search.connectFailed(timeout: .seconds(5), now: start + .seconds(65)) == nil)
    }

    @Test("joins the queue for the first time only once")
    func joinsOnce() {
        var search = PodSearch()
        #expect(search.joinQueue(now: start) == start)
        search.leaveQueue(now: start + .seconds(10))
        #expect(search.joinQueue(now: start + .seconds(20)) == start)
    }

    @Test("has its whole time again after a pod accepted the connection")
    func restart() {
        var search = PodSearch()
        _ = search.joinQueue(now: start)
        _ = search.connectFailed(timeout: .seconds(5), now: start)
        search.restart()
        #expect(search.joinQueue(now: start + .seconds(20)) == start + .seconds(20))
        #expect(search.connectFailed(timeout: .seconds(5), now: start + .seconds(20)) != nil)
    }
}
