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

/// Read your writes: holds a key back until the caches have seen what its last reconcile wrote.
///
/// A reconcile that does not see its own create would create again, or write an old status over a new one.
struct WriteBarrier<Key: Hashable & Sendable>: Sendable {
    private var pending: [Key: Set<WriteMark>] = [:]
    private var parked: Set<Key> = []

    /// Takes note of what a reconcile of `key` wrote.
    mutating func record(_ marks: [WriteMark], for key: Key) {
        if !marks.isEmpty { pending[key, default: []].formUnion(marks) }
    }

    /// Whether `key` may be reconciled; if not, it is kept until ``release(isSeen:)`` finds that it may.
    ///
    /// - Parameter isSeen: Whether the cache of its resource shows a write.
    mutating func admit(_ key: Key, isSeen: (WriteMark) -> Bool) -> Bool {
        guard let marks = pending[key] else { return true }
        if marks.allSatisfy(isSeen) {
            pending[key] = nil
            parked.remove(key)
            return true
        }
        parked.insert(key)
        return false
    }

    /// The keys that no longer have to wait.
    mutating func release(isSeen: (WriteMark) -> Bool) -> [Key] {
        guard !parked.isEmpty else { return [] }
        let free = parked.filter { key in pending[key].map { $0.allSatisfy(isSeen) } ?? true }
        parked.subtract(free)
        for key in free { pending[key] = nil }
        return Array(free)
    }
}
