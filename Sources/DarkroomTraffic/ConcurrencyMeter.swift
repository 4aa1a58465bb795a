/// Measures the average number of requests in progress, as the area under their number over time.
///
/// Sampling would miss every request that begins and ends between two samples.
public struct ConcurrencyMeter: Sendable {
    /// Requests in progress.
    public private(set) var inFlight = 0

    private var area: Double = 0
    private var lastChange: UInt64
    private var lastReport: UInt64

    /// Starts measuring.
    ///
    /// - Parameter now: Nanoseconds of a monotonic clock, which are cheap: this runs twice per request.
    public init(now: UInt64) {
        lastChange = now
        lastReport = now
    }

    /// A request began.
    public mutating func begin(now: UInt64) {
        accumulate(until: now)
        inFlight += 1
    }

    /// A request ended.
    public mutating func end(now: UInt64) {
        accumulate(until: now)
        inFlight = max(0, inFlight - 1)
    }

    /// The concurrency since the last report.
    public mutating func report(now: UInt64) -> ConcurrencyReport {
        accumulate(until: now)
        let length = now > lastReport ? Double(now - lastReport) : 0
        let average = length > 0 ? area / length : Double(inFlight)
        area = 0
        lastReport = max(now, lastReport)
        return ConcurrencyReport(average: average, inFlight: inFlight)
    }

    private mutating func accumulate(until now: UInt64) {
        guard now > lastChange else { return }
        area += Double(inFlight) * Double(now - lastChange)
        lastChange = now
    }
}
