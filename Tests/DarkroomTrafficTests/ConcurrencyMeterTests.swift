import DarkroomTraffic
import Testing

@Suite("Concurrency meter")
struct ConcurrencyMeterTests {
    @Test("A request counts for the share of the interval in which it ran")
    func average() {
        var meter = ConcurrencyMeter(now: 1000)
        meter.begin(now: 1000)
        meter.begin(now: 1500)
        meter.end(now: 2000)
        #expect(meter.report(now: 3000) == ConcurrencyReport(average: 1.25, inFlight: 1))
        meter.end(now: 3000)
        #expect(meter.report(now: 4000) == ConcurrencyReport(average: 0, inFlight: 0))
    }

    @Test("A clock that stops or goes back does not distort the average")
    func clock() {
        var meter = ConcurrencyMeter(now: 1000)
        meter.begin(now: 900)
        meter.end(now: 800)
        meter.end(now: 1000)
        #expect(meter.report(now: 1000) == ConcurrencyReport(average: 0, inFlight: 0))
    }
}
