public import KubeCore

/// The server has an older version of an object than the cache: it was restored from a backup. A reconcile throws this
/// to relist everything; watches would be silent until the server reaches the cached version again, and would never
/// report the objects that are gone.
public struct HistoryLost: Error, Hashable, CustomStringConvertible {
    /// Resource of the object.
    public let resource: APIResource
    /// Its address.
    public let key: ObjectKey

    /// Names the object that revealed the loss.
    public init(resource: APIResource, key: ObjectKey) {
        (self.resource, self.key) = (resource, key)
    }

    public var description: String {
        "the server has an older version of \(resource) \(key) than was seen before; relisting"
    }
}
