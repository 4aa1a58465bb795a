/// The last word of every replica of the gateway about one service.
public struct PeerReports: Sendable {
    private let lifetime: Duration
    private var latest: [String: (report: ConcurrencyReport, at: ContinuousClock.Instant)] = [:]

    /// Nobody has reported.
    ///
    /// - Parameter lifetime: How long a report counts; a dead peer's requests have died with it.
    public init(lifetime: Duration = .seconds(3)) {
        self.lifetime = lifetime
    }

    /// Takes a peer's report; it replaces the one before.
    public mutating func record(_ report: ConcurrencyReport, from peer: String, now: ContinuousClock.Instant) {
        latest[peer] = (report, now)
    }

    /// The sum over all peers that live; nil when there is none.
    public mutating func sum(now: ContinuousClock.Instant) -> ConcurrencyReport? {
        latest = latest.filter { now - $0.value.at <= lifetime }
        guard !latest.isEmpty else { return nil }
        return latest.values.reduce(ConcurrencyReport(average: 0, inFlight: 0)) { sum, peer in
            ConcurrencyReport(
                average: sum.average + peer.report.average,
                inFlight: sum.inFlight + peer.report.inFlight
            )
        }
    }
}
