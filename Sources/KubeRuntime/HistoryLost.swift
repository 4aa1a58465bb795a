public import KubeCore

/// The server has an older version of an object than the cache: it was restored from a backup. Thrown by a reconcile, it
/// has everything relisted; watches would be silent until the server has come to the old version again, and never
/// tell of what is gone.
public struct HistoryLost: Error, Hashable, CustomStringConvertible {
    /// Resource of the object.
    public let resource: APIResource
    /// Its address.
    public let key: ObjectKey

    /// Names the object by which it was noticed.
    public init(resource: APIResource, key: ObjectKey) {
        (self.resource, self.key) = (resource, key)
    }

    public var description: String {
        "the server has an older version of \(resource) \(key) than was seen before; relisting"
    }
}
