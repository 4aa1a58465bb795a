/// The requests of one service at one replica of the gateway.
public struct ConcurrencyReport: Hashable, Sendable {
    /// Requests in progress or waiting, averaged over the time since the previous report.
    public var average: Double
    /// Requests in progress or waiting now.
    public var inFlight: Int

    /// Makes a report. Impossible numbers, from a broken peer, are clamped.
    public init(average: Double, inFlight: Int) {
        self.average = average.isFinite ? max(0, min(average, 1_000_000)) : 0
        self.inFlight = max(0, min(inFlight, 1_000_000))
    }
}
