public import KubeCore

/// What the cache of a resource has to show after a write, before the next reconcile.
public struct WriteExpectation: Hashable, Sendable {
    /// What the cache has to show.
    public enum Requirement: Hashable, Sendable {
        /// Everything up to the version that an object has after the write.
        case reached(resourceVersion: String)
        /// That the object with this UID no longer exists at this key.
        case gone(ObjectKey, uid: String)
    }

    /// The written resource.
    public let resource: APIResource
    /// What the resource's cache has to show.
    public let requirement: Requirement

    /// Expects the result of a write that left an object at this version.
    public init(resource: APIResource, resourceVersion: String) {
        self.resource = resource
        requirement = .reached(resourceVersion: resourceVersion)
    }

    /// Expects the result of a deletion that took effect immediately.
    public init(resource: APIResource, gone key: ObjectKey, uid: String) {
        self.resource = resource
        requirement = .gone(key, uid: uid)
    }

    /// Whether all caches of the resource show what was written. A write to a resource that no cache follows cannot be
    /// waited for.
    func isSeen(by caches: [any CacheSource]) -> Bool { caches.allSatisfy(isSeen) }

    private func isSeen(by cache: any CacheSource) -> Bool {
        switch requirement {
        case .reached(let version): ResourceVersion.has(seen: cache.resourceVersion, reached: version)
        case .gone(let key, let uid): cache.uid(at: key) != uid
        }
    }
}

extension WriteExpectation: CustomStringConvertible {
    /// The expectation, for the log.
    public var description: String {
        switch requirement {
        case .reached(let version): "\(resource) at version \(version)"
        case .gone(let key, let uid): "\(resource) \(key) (\(uid)) gone"
        }
    }
}
