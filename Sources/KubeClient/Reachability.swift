/// What the requests of a process show about the API server: whether it answers, and how often it has come back.
///
/// A value; `now` is an argument, measured from any fixed instant.
struct Reachability: Sendable {
    /// How long no request is answered before that counts as an outage. Shorter ones end within the first delays of any
    /// backoff.
    static let outageThreshold: Duration = .seconds(3)
    /// Shortest time between two attempts of waiting callers during an outage. Together with the longest slice of a
    /// wait, it bounds the time until a caller notices that the server answers again.
    static let probePeriod: Duration = .milliseconds(1500)

    private var failingSince: Duration?
    private var lastAttempt: Duration?

    /// Number of outages that have ended.
    private(set) var recoveries = 0

    /// Whether requests have gone unanswered for so long that callers wait for each other's attempts.
    func isOutage(now: Duration) -> Bool { failingSince.map { now - $0 >= Self.outageThreshold } ?? false }

    /// Call this when the server answers a request, even with a refusal.
    mutating func answered(now: Duration) {
        if isOutage(now: now) { recoveries += 1 }
        failingSince = nil
        lastAttempt = nil
    }

    /// Call this when a request has no answer, or one that only says that the server cannot answer.
    mutating func failed(now: Duration) {
        failingSince = failingSince ?? now
        lastAttempt = now
    }

    /// Whether a waiting caller should try now, in place of all others. At most once per ``probePeriod``, counting the
    /// requests of callers that do not wait, so that the load during an outage does not grow with the number of
    /// callers.
    mutating func takeProbe(now: Duration) -> Bool {
        guard isOutage(now: now), let lastAttempt, now - lastAttempt >= Self.probePeriod else { return false }
        self.lastAttempt = now
        return true
    }
}
