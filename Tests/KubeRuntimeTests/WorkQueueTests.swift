import KubeCore
import Testing

@testable import KubeRuntime

@Suite("Work queue")
struct WorkQueueTests {
    private let start = ContinuousClock.now
    private var queue = WorkQueue<String>(backoff: Backoff(initial: .seconds(1), cap: .seconds(8), jitter: 0))

    private func after(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    /// Takes everything that is ready.
    private mutating func drain(at instant: ContinuousClock.Instant) -> [String] {
        var keys: [String] = []
        while case .key(let key) = queue.next(now: instant) { keys.append(key) }
        return keys
    }

    /// Reconciles a key without success; returns when the retry is due.
    private mutating func dueAfterFailure(of key: String) -> ContinuousClock.Instant? {
        queue.add(key)
        _ = queue.next(now: start)
        queue.finish(key)
        queue.addFailed(key, now: start, random: 0)
        guard case .idle(let due) = queue.next(now: start) else { return nil }
        return due
    }

    @Test("Keys are returned in the order in which they were added, each one once")
    mutating func order() {
        for key in ["b", "a", "b", "c", "a"] { queue.add(key) }
        #expect(queue.depth == 3)
        #expect(drain(at: start) == ["b", "a", "c"])
        #expect(queue.depth == 0)
        #expect(queue.inProgress == 3)
    }

    @Test("A key is never given to two workers at once, and returns if it was added meanwhile")
    mutating func neverTwice() {
        queue.add("a")
        #expect(queue.next(now: start) == .key("a"))
        queue.add("a")
        queue.add("a")
        #expect(queue.next(now: start) == .idle(until: nil))
        queue.finish("a")
        #expect(queue.next(now: start) == .key("a"))
        queue.finish("a")
        #expect(queue.next(now: start) == .idle(until: nil))
    }

    @Test("A key that returns goes to the end of the queue, so that it cannot starve the others")
    mutating func fairness() {
        queue.add("busy")
        queue.add("other")
        #expect(queue.next(now: start) == .key("busy"))
        queue.add("busy")
        queue.finish("busy")
        #expect(queue.next(now: start) == .key("other"))
        #expect(queue.next(now: start) == .key("busy"))
    }

    @Test("A delayed key is not returned before its time")
    mutating func delay() {
        queue.add("a", at: after(5))
        #expect(queue.next(now: start) == .idle(until: after(5)))
        #expect(queue.next(now: after(4)) == .idle(until: after(5)))
        #expect(queue.next(now: after(5)) == .key("a"))
    }

    @Test("Of several delays for a key only the earliest counts", arguments: [[5, 3, 7], [3, 5, 7], [7, 5, 3]])
    mutating func earliest(delays: [Int]) {
        for delay in delays { queue.add("a", at: after(delay)) }
        #expect(queue.next(now: start) == .idle(until: after(3)))
        #expect(drain(at: after(10)) == ["a"])
        queue.finish("a")
        #expect(queue.next(now: after(10)) == .idle(until: nil))
    }

    @Test("Delayed keys are returned in the order of their times")
    mutating func delayedOrder() {
        queue.add("late", at: after(3))
        queue.add("early", at: after(1))
        queue.add("middle", at: after(2))
        #expect(drain(at: after(9)) == ["early", "middle", "late"])
    }

    @Test("A key that is added at once does not wait for its delay")
    mutating func changeOvertakes() {
        queue.add("a", at: after(5))
        queue.add("a")
        #expect(drain(at: start) == ["a"])
        queue.finish("a")
        #expect(queue.next(now: after(9)) == .idle(until: nil))
    }

    @Test("A key whose delay ends while it is being reconciled returns afterwards")
    mutating func delayEndsWhileWorking() {
        queue.add("a")
        #expect(queue.next(now: start) == .key("a"))
        queue.add("a", at: after(1))
        #expect(queue.next(now: after(2)) == .idle(until: nil))
        queue.finish("a")
        #expect(queue.next(now: after(2)) == .key("a"))
    }

    @Test("A delay for a key that is already queued has no effect")
    mutating func delayOfQueued() {
        queue.add("a")
        queue.add("a", at: after(5))
        #expect(drain(at: start) == ["a"])
        #expect(queue.next(now: start) == .idle(until: nil))
    }

    @Test("Each key has its own backoff until it is forgotten")
    mutating func backoff() {
        #expect(dueAfterFailure(of: "a") == after(1))
        #expect(dueAfterFailure(of: "a") == after(2))
        #expect(dueAfterFailure(of: "a") == after(4))
        #expect(dueAfterFailure(of: "b") == after(1))
        queue.forget("b")
        #expect(dueAfterFailure(of: "b") == after(1))
        queue.forget("a")
        _ = drain(at: after(99))
        queue.finish("a")
        queue.finish("b")
        #expect(dueAfterFailure(of: "a") == after(1))
    }

    @Test("A wait that the server asked for applies when it is longer than the backoff", arguments: [(30, 30), (0, 1)])
    mutating func atLeast(seconds: Int, due: Int) {
        queue.addFailed("a", now: start, atLeast: .seconds(seconds), random: 0)
        #expect(queue.next(now: start) == .idle(until: after(due)))
    }

    @Test(
        "A change does not shorten the wait that the server asked for, and other keys continue",
        arguments: [true, false]
    )
    mutating func changeDuringWait(whileWorking: Bool) {
        queue.add("a")
        _ = queue.next(now: start)
        if whileWorking { queue.add("a") }
        queue.finish("a")
        queue.addFailed("a", now: start, atLeast: .seconds(30), random: 0)
        queue.add("a")
        queue.add("b")
        #expect(drain(at: after(1)) == ["b"])
        #expect(queue.next(now: after(29)) == .idle(until: after(30)))
        #expect(drain(at: after(30)) == ["a"])
        queue.finish("a")
        queue.add("a")
        #expect(drain(at: after(31)) == ["a"])
    }

    @Test("An infinite delay does not crash the queue")
    mutating func endless() {
        queue.add("a", at: start + .seconds(Int64.max))
        queue.add("b")
        #expect(drain(at: start) == ["b"])
    }

    @Test("Delays that an earlier one has replaced do not accumulate until their time comes")
    mutating func noPile() {
        for _ in 0..<10_000 {
            queue.add("a", at: after(3600))
            queue.add("a")
            _ = queue.next(now: start)
            queue.finish("a")
        }
        #expect(queue.delayedEntries < 200)
    }

    @Test("In any sequence of operations no key is lost, and none is given to two workers at once")
    mutating func random() {
        let keys = (0..<5).map { "k\($0)" }
        var now = start
        var working: Set<String> = []
        var owed: Set<String> = []
        for _ in 0..<20_000 {
            let key = keys.randomElement() ?? ""
            switch Int.random(in: 0..<6) {
            case 0:
                queue.add(key)
                owed.insert(key)
            case 5:
                queue.add(key, .low)
                owed.insert(key)
            case 1:
                queue.add(key, at: now + .seconds(Int.random(in: 0..<10)))
                owed.insert(key)
            case 2:
                if working.remove(key) != nil { queue.finish(key) }
            case 3:
                now += .seconds(1)
            default:
                if case .key(let next) = queue.next(now: now) {
                    let isNew = working.insert(next).inserted
                    if !isNew { Issue.record("\(next) is worked on twice") }
                    owed.remove(next)
                }
            }
        }
        for key in working { queue.finish(key) }
        let rest = drain(at: now + .seconds(100))
        #expect(owed.isSubset(of: rest))
        #expect(Set(rest).count == rest.count)
    }
}
