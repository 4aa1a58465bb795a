import ArgoEngine
import Testing

@Suite struct PaceTests {
    private let start = ContinuousClock.now

    @Test func `lets each Workflow be looked at once in an interval`() {
        var pace = Pace(interval: .seconds(10))
        #expect(pace.wait(for: "a", now: start) == nil)
        #expect(pace.wait(for: "a", now: start + .seconds(4)) == .seconds(6))
        #expect(pace.wait(for: "b", now: start + .seconds(4)) == nil)
        #expect(pace.wait(for: "a", now: start + .seconds(10)) == nil)
        #expect(pace.wait(for: "a", now: start + .seconds(11)) == .seconds(9))
        #expect(pace.wait(for: "b", now: start + .seconds(11)) == .seconds(3))
    }

    @Test func `is as fast as possible without an interval`() {
        var pace = Pace(interval: .zero)
        for _ in 0..<3 { #expect(pace.wait(for: "a", now: start) == nil) }
    }
}
