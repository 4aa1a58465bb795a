import KubeCore
import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("Event series")
struct EventSeriesTests {
    private let start = ContinuousClock.now
    private var series = EventSeries()

    private func after(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func event(_ note: String = "it broke", about name: String = "a") -> ObjectEvent {
        let subject = ObjectEvent.Subject(Widget.resource, ObjectMeta(name: name, namespace: "default", uid: name))
        return ObjectEvent(subject, .warning, reason: "Broken", action: "Test", note: note)
    }

    @Test("The first occurrence of an event is written, and later occurrences are counted")
    mutating func repeated() {
        #expect(series.record(event(), name: "one", now: start) == .create)
        #expect(series.record(event(), name: "two", now: after(30)) == .count(2, name: "one"))
        #expect(series.record(event("something else"), name: "three", now: after(31)) == .create)
    }

    @Test("An event that keeps occurring is written less and less often")
    mutating func doubling() {
        let actions = (0..<1000).map { series.record(event(), name: "one", now: after($0 * 60)) }
        let counts = actions.compactMap { action in if case .count(let count, _) = action { count } else { nil } }
        #expect(actions.first == .create)
        #expect(counts == [2, 4, 8, 16, 32, 64, 128, 256, 512])
    }

    @Test("An event that occurs again after a long time is written as a new event")
    mutating func newsAgain() {
        _ = series.record(event(), name: "one", now: start)
        #expect(series.record(event(), name: "two", now: after(601)) == .create)
    }

    @Test("An event that could not be written is written in full the next time it occurs")
    mutating func forgotten() {
        _ = series.record(event(), name: "one", now: start)
        series.forget(event())
        #expect(series.record(event(), name: "two", now: after(1)) == .create)
    }

    @Test("An object with many different events may write ten at once and then one a minute, independently of others")
    mutating func limited() {
        let burst = (0..<50).map { series.record(event("\($0)"), name: "n", now: start) }
        #expect(burst.count { $0 == .create } == 10)
        #expect(series.record(event(about: "other"), name: "n", now: start) == .create)
        let hour = (1...3600).map { series.record(event("later \($0)"), name: "n", now: after($0)) }
        #expect(hour.count { $0 == .create } == 60)
    }

    @Test("Events of very many objects take a bounded amount of memory")
    mutating func bounded() {
        for number in 0..<(3 * EventSeries.limit) {
            _ = series.record(event(about: "\(number)"), name: "n", now: start)
        }
        #expect(series.remembered <= 2 * EventSeries.limit)
    }
}
