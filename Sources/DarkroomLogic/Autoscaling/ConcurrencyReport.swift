/// What one replica of the gateway says about the requests of one service.
public struct ConcurrencyReport: Hashable, Sendable {
    /// Requests in progress or held, as an average over the time since the report before.
    public var average: Double
    /// Requests in progress or held now.
    public var inFlight: Int

    /// Makes a report; numbers that cannot be, from a peer gone mad, are brought within bounds.
    public init(average: Double, inFlight: Int) {
        self.average = average.isFinite ? max(0, min(average, 1_000_000)) : 0
        self.inFlight = max(0, min(inFlight, 1_000_000))
    }
}
