import KubeCore
import Testing

@testable import KubeRuntime

@Suite("Priorities of the work queue")
struct WorkQueuePriorityTests {
    private let start = ContinuousClock.now
    private var queue = WorkQueue<String>(backoff: Backoff(initial: .seconds(1), cap: .seconds(8), jitter: 0))

    /// Takes the next key and finishes it at once.
    private mutating func work(at instant: ContinuousClock.Instant? = nil) -> String? {
        guard case .key(let key) = queue.next(now: instant ?? start) else { return nil }
        queue.finish(key)
        return key
    }

    @Test("A changed key overtakes the keys that a list added")
    mutating func overtakes() {
        for number in 0..<1000 { queue.add("listed \(number)", .low) }
        queue.add("changed")
        #expect(work() == "changed")
        #expect(work() == "listed 0")
        #expect(queue.depth == 999)
    }

    @Test("A relist of thousands of objects delays a change by at most one turn")
    mutating func relistStarvesNoChange() {
        for number in 0..<5000 { queue.add("listed \(number)", .low) }
        for turn in 0..<1000 {
            queue.add("changed")
            if work() != "changed", work() != "changed" { Issue.record("turn \(turn) had to wait") }
        }
    }

    @Test("An endless stream of changes does not starve the keys that a list added")
    mutating func changesStarveNoListedKey() {
        for number in 0..<10 { queue.add("listed \(number)", .low) }
        var listed: [String] = []
        for turn in 0..<80 {
            queue.add("hot \(turn)")
            if let key = work(), key.hasPrefix("listed") { listed.append(key) }
        }
        #expect(listed == (0..<10).map { "listed \($0)" })
    }

    @Test("A key that changes constantly starves no other key of the same or the lower priority")
    mutating func hotKey() {
        queue.add("quiet")
        queue.add("listed", .low)
        var taken: [String] = []
        for _ in 0..<20 {
            queue.add("hot")
            if case .key(let key) = queue.next(now: start) {
                queue.add("hot")
                queue.finish(key)
                taken.append(key)
            }
        }
        #expect(taken.first == "quiet")
        #expect(taken.prefix(WorkQueue<String>.maxOvertaking + 1).contains("listed"))
    }

    @Test("A key whose delay ends is as urgent as a changed key")
    mutating func alarm() {
        queue.add("timer", at: start + .seconds(5))
        queue.add("listed", .low)
        #expect(work(at: start + .seconds(5)) == "timer")
    }

    @Test("A listed key that changes becomes urgent and is reconciled once")
    mutating func becomesUrgent() {
        queue.add("a", .low)
        queue.add("b", .low)
        queue.add("b")
        queue.add("b", .low)
        #expect(queue.depth == 2)
        #expect([work(), work(), work()] == ["b", "a", nil])
    }

    @Test(
        "A key that is added while it is being reconciled returns with the higher priority",
        arguments: [true, false]
    )
    mutating func whileWorking(lowFirst: Bool) {
        queue.add("a")
        _ = queue.next(now: start)
        queue.add("a", lowFirst ? .low : .normal)
        queue.add("a", lowFirst ? .normal : .low)
        queue.add("other", .low)
        queue.finish("a")
        #expect(work() == "a")
    }

    @Test("Queue entries that were abandoned do not accumulate")
    mutating func noPile() {
        for _ in 0..<1000 {
            queue.add("a", .low)
            queue.add("b", .low)
            queue.add("a")
            _ = work()
        }
        #expect(queue.entries < 20)
    }
}
