public import KubeCore

/// A version that a write left behind, and that the cache of that resource has to reach.
public struct WriteMark: Hashable, Sendable {
    /// The resource written to.
    public let resource: APIResource
    /// The object's version after the write.
    public let resourceVersion: String

    /// Marks a write.
    public init(resource: APIResource, resourceVersion: String) {
        self.resource = resource
        self.resourceVersion = resourceVersion
    }
}

/// Read your writes: holds a key back until the caches have seen what its last reconcile wrote.
///
/// A reconcile that does not see its own create would create again, or write an old status over a new one.
struct WriteBarrier<Key: Hashable & Sendable>: Sendable {
    private var pending: [Key: [APIResource: String]] = [:]
    private var parked: Set<Key> = []

    /// Takes note of what a reconcile of `key` wrote.
    mutating func record(_ marks: [WriteMark], for key: Key) {
        for mark in marks {
            let known = pending[key]?[mark.resource] ?? ""
            if !ResourceVersion.has(seen: known, reached: mark.resourceVersion) || known.isEmpty {
                pending[key, default: [:]][mark.resource] = mark.resourceVersion
            }
        }
    }

    /// Whether `key` may be reconciled; if not, it is kept until ``release(observed:)`` finds that it may.
    ///
    /// - Parameter observed: Version that the cache of a resource has seen; nil for a resource nobody watches,
    ///   whose writes cannot be waited for.
    mutating func admit(_ key: Key, observed: (APIResource) -> String?) -> Bool {
        guard let marks = pending[key] else { return true }
        if Self.hasReached(marks, observed) {
            pending[key] = nil
            parked.remove(key)
            return true
        }
        parked.insert(key)
        return false
    }

    /// The keys that no longer have to wait.
    mutating func release(observed: (APIResource) -> String?) -> [Key] {
        guard !parked.isEmpty else { return [] }
        let free = parked.filter { key in pending[key].map { Self.hasReached($0, observed) } ?? true }
        parked.subtract(free)
        for key in free { pending[key] = nil }
        return Array(free)
    }

    private static func hasReached(
        _ marks: [APIResource: String],
        _ observed: (APIResource) -> String?
    ) -> Bool {
        marks.allSatisfy { mark in
            observed(mark.key).map { ResourceVersion.has(seen: $0, reached: mark.value) } ?? true
        }
    }
}
