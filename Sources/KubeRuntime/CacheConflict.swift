public import KubeCore

/// A write was rejected because another object than the cached one has its name. Usually the caches show that within
/// moments. They never do if the server has lost the history that they have seen; the controller then relists.
public struct CacheConflict: Error, Hashable, CustomStringConvertible {
    /// Resource of the object.
    public let resource: APIResource
    /// Its address.
    public let key: ObjectKey
    /// UID of the object that the server has.
    public let uid: String
    /// Version of the object that the server has.
    public let resourceVersion: String

    /// Describes what the server has.
    public init(resource: APIResource, present: ObjectMeta) {
        self.resource = resource
        (key, uid, resourceVersion) = (present.key, present.uid, present.resourceVersion)
    }

    /// Whether a cache shows what the server has, or will when it has seen more.
    func isExplained(by cache: any CacheSource) -> Bool {
        guard let shown = cache.uid(at: key), shown != uid else { return true }
        return !ResourceVersion.has(seen: cache.resourceVersion, reached: resourceVersion)
    }

    public var description: String { "another \(resource) has the name \(key) than the cache shows" }
}
