/// How often a Workflow is looked at: a real Argo takes up a Workflow again ten seconds after the last time at the
/// earliest, whatever has happened, so that a node follows its pod within ten seconds.
public struct Pace: Sendable {
    private let interval: Duration
    /// When each Workflow was last looked at, by UID; only those that have to wait are kept.
    private var last: [String: ContinuousClock.Instant] = [:]

    /// A pace with this time between two looks at the same Workflow; zero for none.
    public init(interval: Duration) { self.interval = interval }

    /// Whether a Workflow may be looked at now, which then counts as a look.
    ///
    /// - Returns: Nil if it may, otherwise the time until it may.
    public mutating func wait(for uid: String, now: ContinuousClock.Instant) -> Duration? {
        last = last.filter { $0.value + interval > now }
        if let last = last[uid] { return last + interval - now }
        if interval > .zero { last[uid] = now }
        return nil
    }
}
