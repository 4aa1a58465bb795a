/// Read your writes: holds a key back until the caches show the writes of its last reconcile.
///
/// A reconcile that does not see its own create would create again, or overwrite a new status with an old one. A value;
/// `now` is an argument.
struct WriteExpectations<Key: Hashable & Sendable>: Sendable {
    /// Whether a key may be reconciled.
    enum Verdict: Hashable, Sendable {
        case admitted
        /// Not until ``release(isSeen:)`` releases it, or until this instant.
        case held(until: ContinuousClock.Instant)
        /// Yes, although the caches have not shown these writes within the timeout.
        case overdue(Set<WriteExpectation>)
    }

    private struct Pending: Sendable {
        var expectations: Set<WriteExpectation>
        var until: ContinuousClock.Instant
    }

    private let timeout: Duration
    private var pending: [Key: Pending] = [:]
    private var parked: Set<Key> = []

    /// Makes a set without expectations.
    ///
    /// - Parameter timeout: Maximum time to hold a key back.
    init(timeout: Duration) { self.timeout = timeout }

    /// Records what a reconcile of `key` wrote.
    mutating func record(_ expectations: [WriteExpectation], for key: Key, now: ContinuousClock.Instant) {
        guard !expectations.isEmpty else { return }
        let earlier = pending[key]?.expectations ?? []
        pending[key] = Pending(expectations: earlier.union(expectations), until: now + timeout)
    }

    /// Whether `key` may be reconciled.
    ///
    /// - Parameter isSeen: Whether the cache of the write's resource shows it.
    mutating func admit(
        _ key: Key,
        now: ContinuousClock.Instant,
        isSeen: (WriteExpectation) -> Bool
    ) -> Verdict {
        guard let writes = pending[key] else { return .admitted }
        let missing = writes.expectations.filter { !isSeen($0) }
        guard missing.isEmpty || writes.until <= now else {
            parked.insert(key)
            return .held(until: writes.until)
        }
        pending[key] = nil
        parked.remove(key)
        return missing.isEmpty ? .admitted : .overdue(missing)
    }

    /// The keys that no longer have to wait.
    mutating func release(isSeen: (WriteExpectation) -> Bool) -> [Key] {
        guard !parked.isEmpty else { return [] }
        let free = parked.filter { key in pending[key].map { $0.expectations.allSatisfy(isSeen) } ?? true }
        parked.subtract(free)
        for key in free { pending[key] = nil }
        return Array(free)
    }
}
