import Testing

@testable import KubeRuntime

@Suite("Waiting times in the queue")
struct QueueTimesTests {
    private var times = QueueTimes<String>()
    private let now = ContinuousClock.now

    @Test("A key's waiting time counts from when it was first added")
    mutating func waiting() {
        times.added("a", at: now)
        times.added("a", at: now + .seconds(2))
        #expect(times.begin("a", now: now + .seconds(5)) == .seconds(5))
    }

    @Test("A delayed key's waiting time counts from when its delay ended")
    mutating func delayed() {
        times.added("a", at: now + .seconds(4))
        #expect(times.begin("a", now: now + .seconds(5)) == .seconds(1))
    }

    @Test("A delayed key that is added again without a delay has waited since that moment")
    mutating func hurried() {
        times.added("a", at: now + .seconds(60))
        times.added("a", at: now)
        #expect(times.begin("a", now: now + .seconds(1)) == .seconds(1))
    }

    @Test("A key that is added while it is being reconciled has waited since it was added")
    mutating func addedWhileWorking() {
        times.added("a", at: now)
        _ = times.begin("a", now: now)
        times.added("a", at: now + .seconds(1))
        #expect(times.end("a", now: now + .seconds(3)) == .seconds(3))
        #expect(times.begin("a", now: now + .seconds(4)) == .seconds(3))
    }

    @Test("The time of running reconciles is summed up until they end")
    mutating func unfinished() {
        _ = times.begin("a", now: now)
        _ = times.begin("b", now: now + .seconds(2))
        #expect(times.unfinished(now: now + .seconds(3)) == (.seconds(4), .seconds(3)))
        _ = times.end("a", now: now + .seconds(3))
        #expect(times.unfinished(now: now + .seconds(3)) == (.seconds(1), .seconds(1)))
    }
}
