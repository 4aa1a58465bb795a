/// How long keys wait for their turn and are worked on, for the metrics; a value, `now` is an argument.
///
/// The counterpart of client-go's `util/workqueue/metrics.go`.
struct QueueTimes<Key: Hashable & Sendable>: Sendable {
    /// When a key was, or will be, first ready.
    private var ready: [Key: ContinuousClock.Instant] = [:]
    private var began: [Key: ContinuousClock.Instant] = [:]

    /// A key was added; of several times the earliest counts.
    ///
    /// - Parameter instant: When it is ready, which for a delayed key is later on.
    mutating func added(_ key: Key, at instant: ContinuousClock.Instant) {
        ready[key] = min(ready[key] ?? instant, instant)
    }

    /// Work on a key begins.
    ///
    /// - Returns: How long it has been ready.
    mutating func begin(_ key: Key, now: ContinuousClock.Instant) -> Duration {
        began[key] = now
        return ready.removeValue(forKey: key).map { max(.zero, now - $0) } ?? .zero
    }

    /// Work on a key ends.
    ///
    /// - Returns: How long it took.
    mutating func end(_ key: Key, now: ContinuousClock.Instant) -> Duration {
        began.removeValue(forKey: key).map { now - $0 } ?? .zero
    }

    /// How long the work under way has taken so far, all of it together and the longest.
    func unfinished(now: ContinuousClock.Instant) -> (total: Duration, longest: Duration) {
        let times = began.values.map { now - $0 }
        return (times.reduce(.zero, +), times.max() ?? .zero)
    }
}
