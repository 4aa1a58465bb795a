/// Measures how long keys wait and how long their work takes, for the metrics; a value, `now` is an argument.
///
/// The counterpart of client-go's `util/workqueue/metrics.go`.
struct QueueTimes<Key: Hashable & Sendable>: Sendable {
    /// When a key was or will be ready for the first time.
    private var ready: [Key: ContinuousClock.Instant] = [:]
    private var began: [Key: ContinuousClock.Instant] = [:]

    /// Records that a key was added; the earliest of several times counts.
    ///
    /// - Parameter instant: When the key is ready; in the future for a delayed key.
    mutating func added(_ key: Key, at instant: ContinuousClock.Instant) {
        ready[key] = min(ready[key] ?? instant, instant)
    }

    /// Records that work on a key begins.
    ///
    /// - Returns: How long the key has been ready.
    mutating func begin(_ key: Key, now: ContinuousClock.Instant) -> Duration {
        began[key] = now
        return ready.removeValue(forKey: key).map { max(.zero, now - $0) } ?? .zero
    }

    /// Records that work on a key ends.
    ///
    /// - Returns: How long the work took.
    mutating func end(_ key: Key, now: ContinuousClock.Instant) -> Duration {
        began.removeValue(forKey: key).map { now - $0 } ?? .zero
    }

    /// How long the running work has taken so far, in total and the longest.
    func unfinished(now: ContinuousClock.Instant) -> (total: Duration, longest: Duration) {
        let times = began.values.map { now - $0 }
        return (times.reduce(.zero, +), times.max() ?? .zero)
    }
}
