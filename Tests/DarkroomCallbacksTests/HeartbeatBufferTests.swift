import Testing

@testable import DarkroomCallbacks

@Suite("Heartbeats of a run")
struct HeartbeatBufferTests {
    typealias Buffer = HeartbeatBuffer<ContinuousClock.Instant, Int>
    static let start = ContinuousClock.now

    static func at(_ seconds: Double) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test("are written at once after a long silence, then once per interval")
    func coalesced() {
        var buffer = Buffer(interval: .seconds(10)) { max($0, $1) }
        #expect(buffer.add(1, for: "a", now: Self.at(0)) == .write(at: Self.at(0)))
        #expect(buffer.take("a", now: Self.at(0)) == [1])
        #expect(buffer.add(2, for: "a", now: Self.at(1)) == .write(at: Self.at(10)))
        #expect(buffer.add(3, for: "a", now: Self.at(2)) == .wait)
        #expect(buffer.take("a", now: Self.at(10)) == [2, 3])
        #expect(buffer.add(4, for: "a", now: Self.at(30)) == .write(at: Self.at(30)))
    }

    @Test("do not delay those of another run")
    func apart() {
        var buffer = Buffer(interval: .seconds(10)) { max($0, $1) }
        _ = buffer.add(1, for: "a", now: Self.at(0))
        _ = buffer.take("a", now: Self.at(0))
        #expect(buffer.add(2, for: "b", now: Self.at(1)) == .write(at: Self.at(1)))
    }

    @Test("are written once per interval at any rate")
    func bound() {
        var buffer = Buffer(interval: .seconds(10)) { max($0, $1) }
        var due: ContinuousClock.Instant?
        var writes = 0
        for tick in 0..<20_000 {
            let now = Self.at(Double(tick) / 200)
            if let moment = due, moment <= now {
                #expect(buffer.take("a", now: now).count <= 8)
                writes += 1
                due = nil
            }
            if case .write(let moment) = buffer.add(tick, for: "a", now: now) { due = moment }
        }
        #expect(writes == 10, "100 s at 200 a second")
    }

    @Test("are combined, and not lost, when more come in than are held")
    func combined() {
        var buffer = HeartbeatBuffer<ContinuousClock.Instant, String>(interval: .seconds(10), capacity: 3) { $0 + $1 }
        for item in ["a", "b", "c", "d", "e"] { _ = buffer.add(item, for: "run", now: Self.at(0)) }
        let items = buffer.take("run", now: Self.at(0))
        #expect(items == ["abc", "d", "e"])
        _ = buffer.add("f", for: "run", now: Self.at(1))
        _ = buffer.putBack(items, for: "run", now: Self.at(1))
        #expect(buffer.take("run", now: Self.at(11)) == ["abcd", "e", "f"])
    }

    @Test("that could not be written come first in the next write")
    func putBack() {
        var buffer = Buffer(interval: .seconds(10)) { max($0, $1) }
        _ = buffer.add(1, for: "a", now: Self.at(0))
        let items = buffer.take("a", now: Self.at(0))
        #expect(buffer.putBack(items, for: "a", now: Self.at(1)) == .write(at: Self.at(11)))
        #expect(buffer.add(2, for: "a", now: Self.at(2)) == .wait)
        #expect(buffer.take("a", now: Self.at(11)) == [1, 2])
    }

    @Test("leave nothing behind once a run is silent")
    func idle() {
        var buffer = Buffer(interval: .seconds(10)) { max($0, $1) }
        _ = buffer.add(1, for: "a", now: Self.at(0))
        _ = buffer.take("a", now: Self.at(0))
        buffer.forgetIdle(now: Self.at(5))
        #expect(buffer.entries.count == 1)
        buffer.forgetIdle(now: Self.at(10))
        #expect(buffer.entries.isEmpty)
    }
}
