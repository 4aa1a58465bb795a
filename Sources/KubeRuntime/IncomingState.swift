internal import KubeCore

/// The whole state of a resource while it arrives, in pages or as the first events of a stream; it takes the place of
/// the store's when it is complete.
struct IncomingState<Object: KubeObject>: Sendable {
    private var objects: [ObjectKey: Object] = [:]
    private var malformed: [ObjectKey: UndecodableObject] = [:]

    /// What can be read, in the order of keys.
    var items: [Object] { objects.values.sorted { $0.key < $1.key } }
    /// What is there but cannot be read.
    var undecodable: [UndecodableObject] { Array(malformed.values) }

    mutating func take(_ page: ObjectList<Object>) {
        for item in page.items { objects[item.key] = item }
        for item in page.undecodable { malformed[item.metadata.key] = item }
    }

    /// Takes an event of a stream. Objects that change while the stream runs may come changed, or go again.
    mutating func take(_ event: WatchEvent<Object>) {
        switch event {
        case .added(let object), .modified(let object):
            objects[object.key] = object
            malformed[object.key] = nil
        case .deleted(let metadata):
            objects[metadata.key] = nil
            malformed[metadata.key] = nil
        case .undecodable(let object):
            objects[object.metadata.key] = nil
            malformed[object.metadata.key] = object
        case .bookmark, .error, .unknown:
            break
        }
    }
}
