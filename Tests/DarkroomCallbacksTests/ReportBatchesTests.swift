import Testing

@testable import DarkroomCallbacks

@Suite("Events of a run")
struct ReportBatchesTests {
    typealias Batches = ReportBatches<ContinuousClock.Instant, Int>
    static let start = ContinuousClock.now

    static func at(_ seconds: Double) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test("are written at once; those that come in during a write are written together after it")
    func gathered() {
        var batches = Batches()
        #expect(batches.add(1, for: "a", now: Self.at(0)) == .write(at: Self.at(0)))
        #expect(batches.take("a", now: Self.at(0)) == [1])
        #expect(batches.add(2, for: "a", now: Self.at(0.1)) == .wait)
        #expect(batches.add(3, for: "a", now: Self.at(0.2)) == .wait)
        #expect(batches.finished("a", now: Self.at(0.3)) == Self.at(0.3))
        #expect(batches.take("a", now: Self.at(0.3)) == [2, 3])
        #expect(batches.finished("a", now: Self.at(0.4)) == nil)
        #expect(batches.add(4, for: "a", now: Self.at(0.5)) == .write(at: Self.at(0.5)))
    }

    @Test("do not delay those of another run")
    func apart() {
        var batches = Batches()
        _ = batches.add(1, for: "a", now: Self.at(0))
        #expect(batches.add(2, for: "b", now: Self.at(0)) == .write(at: Self.at(0)))
        #expect(batches.take("b", now: Self.at(0)) == [2])
    }

    @Test("that come one after the other without pause are written at a bounded rate after the first few")
    func bounded() {
        var batches = Batches(burst: 10, interval: .milliseconds(500))
        var now = Self.at(0)
        for report in 0..<300 {
            guard case .write(let moment) = batches.add(report, for: "a", now: now) else {
                Issue.record("no write is under way")
                return
            }
            now = max(now, moment)
            #expect(batches.take("a", now: now) == [report])
            #expect(batches.finished("a", now: now) == nil)
            if report == 9 { #expect(now == Self.at(0)) }
        }
        #expect(now == Self.at(145), "290 intervals")
        #expect(batches.add(300, for: "a", now: Self.at(300)) == .write(at: Self.at(300)))
    }

    @Test("are refused, and none is dropped, when too many wait")
    func full() {
        var batches = Batches(limit: 3)
        _ = batches.add(0, for: "a", now: Self.at(0))
        _ = batches.take("a", now: Self.at(0))
        let actions = (1...5).map { batches.add($0, for: "a", now: Self.at(0)) }
        #expect(actions == [.wait, .wait, .wait, .refuse, .refuse])
        _ = batches.finished("a", now: Self.at(1))
        #expect(batches.take("a", now: Self.at(1)) == [1, 2, 3])
        #expect(batches.add(6, for: "a", now: Self.at(1)) == .wait)
    }

    @Test("leave nothing behind once a run is silent")
    func idle() {
        var batches = Batches(burst: 2, interval: .seconds(1))
        _ = batches.add(1, for: "a", now: Self.at(0))
        batches.forgetIdle(now: Self.at(100))
        #expect(batches.entries.count == 1, "a write is under way")
        _ = batches.take("a", now: Self.at(0))
        _ = batches.finished("a", now: Self.at(0))
        batches.forgetIdle(now: Self.at(0.5))
        #expect(batches.entries.count == 1)
        batches.forgetIdle(now: Self.at(1))
        #expect(batches.entries.isEmpty)
    }
}
