public import DarkroomTraffic

/// The last report of each replica of the gateway about one service.
public struct PeerReports: Sendable {
    private let lifetime: Duration
    private var latest: [String: (report: ConcurrencyReport, at: ContinuousClock.Instant)] = [:]

    /// Starts without reports.
    ///
    /// - Parameter lifetime: How long a report counts; the requests of a dead peer have ended with it.
    public init(lifetime: Duration = .seconds(3)) {
        self.lifetime = lifetime
    }

    /// Records a peer's report, which replaces its previous one.
    public mutating func record(_ report: ConcurrencyReport, from peer: String, now: ContinuousClock.Instant) {
        latest[peer] = (report, now)
    }

    /// The sum over all peers with a recent report; nil when there is none.
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
