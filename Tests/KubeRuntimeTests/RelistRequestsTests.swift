import Testing

@testable import KubeRuntime

@Suite("Requests for a relist")
struct RelistRequestsTests {
    private var requests = RelistRequests()
    private let start = ContinuousClock.now

    private func at(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func identities(_ latches: [Latch?]) -> [ObjectIdentifier] {
        latches.compactMap { $0.map(ObjectIdentifier.init) }
    }

    @Test("Requests before a read begins cost one read, and those during a read cost another one")
    mutating func merged() {
        requests.request()
        requests.request()
        #expect(requests.endsWatch)
        requests.began(now: at(0))
        #expect(!requests.isPending)
        requests.request()
        #expect(requests.isPending)
        #expect(!requests.endsWatch)
        _ = requests.completed()
        #expect(requests.endsWatch)
    }

    @Test("A caller waits for a read that began late enough, and requests one only if there is none")
    mutating func since() {
        requests.began(now: at(10))
        _ = requests.completed()
        let young = requests.request(since: at(10))
        #expect(young == nil)
        let waiting = [requests.request(since: at(11)), requests.request(since: at(11))]
        #expect(requests.isPending)
        requests.began(now: at(12))
        let late = requests.request(since: at(11))
        #expect(!requests.isPending)
        let opened = requests.completed()
        #expect(opened.count == 3)
        #expect(identities(opened) == identities(waiting + [late]))
        let after = requests.request(since: at(11))
        #expect(after == nil)
    }

    @Test("A read that is in progress does not answer a caller who needs a later one")
    mutating func tooEarly() {
        requests.began(now: at(10))
        let latch = requests.request(since: at(11))
        let first = requests.completed()
        #expect(first.isEmpty)
        #expect(requests.endsWatch)
        requests.began(now: at(12))
        let second = requests.completed()
        #expect(identities(second) == identities([latch]))
    }

    @Test("A read that begins again after a failure still answers those who wait")
    mutating func again() {
        let latch = requests.request(since: at(1))
        requests.began(now: at(2))
        requests.began(now: at(3))
        #expect(requests.isDistrusted)
        let opened = requests.completed()
        #expect(identities(opened) == identities([latch]))
        #expect(!requests.isDistrusted)
    }
}
