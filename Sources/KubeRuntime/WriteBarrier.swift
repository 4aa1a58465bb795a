public import KubeCore

/// What a write left behind, and the cache of that resource has to see.
public struct WriteMark: Hashable, Sendable {
    /// What the cache has to show.
    public enum Expectation: Hashable, Sendable {
        /// Everything up to the version that an object has after the write.
        case reached(resourceVersion: String)
        /// That the object with this UID is not at this key any more.
        case gone(ObjectKey, uid: String)
    }

    /// The resource written to.
    public let resource: APIResource
    /// What its cache has to show.
    public let expectation: Expectation

    /// Marks a write after which the object has this version.
    public init(resource: APIResource, resourceVersion: String) {
        self.resource = resource
        expectation = .reached(resourceVersion: resourceVersion)
    }

    /// Marks the deletion of an object that was gone at once.
    public init(resource: APIResource, gone key: ObjectKey, uid: String) {
        self.resource = resource
        expectation = .gone(key, uid: uid)
    }

    /// Whether a cache shows what was written. A write to what nobody watches cannot be waited for.
    func isSeen(by cache: (any CacheSource)?) -> Bool {
        guard let cache else { return true }
        return switch expectation {
        case .reached(let version): ResourceVersion.has(seen: cache.resourceVersion, reached: version)
        case .gone(let key, let uid): cache.uid(at: key) != uid
        }
    }
}

extension WriteMark: CustomStringConvertible {
    /// What is waited for, for the log.
    public var description: String {
        switch expectation {
        case .reached(let version): "\(resource) at version \(version)"
        case .gone(let key, let uid): "\(resource) \(key) (\(uid)) gone"
        }
    }
}

/// Read your writes: holds a key back until the caches have seen what its last reconcile wrote.
///
/// A reconcile that does not see its own create would create again, or write an old status over a new one. A value;
/// `now` is an argument.
struct WriteBarrier<Key: Hashable & Sendable>: Sendable {
    /// Whether a key may be reconciled.
    enum Verdict: Hashable, Sendable {
        case admitted
        /// Until ``release(isSeen:)`` finds that it may, or until this instant.
        case held(until: ContinuousClock.Instant)
        /// It may, although no cache has shown these writes in all the time that is given to them.
        case overdue(Set<WriteMark>)
    }

    private struct Pending: Sendable {
        var marks: Set<WriteMark>
        var until: ContinuousClock.Instant
    }

    private let patience: Duration
    private var pending: [Key: Pending] = [:]
    private var parked: Set<Key> = []

    /// A barrier at which nobody waits.
    ///
    /// - Parameter patience: How long a key is held at most.
    init(patience: Duration) { self.patience = patience }

    /// Takes note of what a reconcile of `key` wrote.
    mutating func record(_ marks: [WriteMark], for key: Key, now: ContinuousClock.Instant) {
        guard !marks.isEmpty else { return }
        let earlier = pending[key]?.marks ?? []
        pending[key] = Pending(marks: earlier.union(marks), until: now + patience)
    }

    /// Whether `key` may be reconciled.
    ///
    /// - Parameter isSeen: Whether the cache of its resource shows a write.
    mutating func admit(_ key: Key, now: ContinuousClock.Instant, isSeen: (WriteMark) -> Bool) -> Verdict {
        guard let writes = pending[key] else { return .admitted }
        let missing = writes.marks.filter { !isSeen($0) }
        guard missing.isEmpty || writes.until <= now else {
            parked.insert(key)
            return .held(until: writes.until)
        }
        pending[key] = nil
        parked.remove(key)
        return missing.isEmpty ? .admitted : .overdue(missing)
    }

    /// The keys that no longer have to wait.
    mutating func release(isSeen: (WriteMark) -> Bool) -> [Key] {
        guard !parked.isEmpty else { return [] }
        let free = parked.filter { key in pending[key].map { $0.marks.allSatisfy(isSeen) } ?? true }
        parked.subtract(free)
        for key in free { pending[key] = nil }
        return Array(free)
    }
}
