internal import KubeCore

/// The whole state of a resource while it arrives, in pages or as the first events of a stream; replaces the content of
/// the store when it is complete.
struct IncomingState<Object: KubeObject>: Sendable {
    private var objects: [ObjectKey: Object] = [:]
    private var malformed: [ObjectKey: UndecodableObject] = [:]

    /// The objects that decode, sorted by key.
    var items: [Object] { objects.values.sorted { $0.key < $1.key } }
    /// The objects that do not decode.
    var undecodable: [UndecodableObject] { Array(malformed.values) }

    /// Takes a page.
    ///
    /// - Parameter known: An equal object that is in memory already.
    mutating func take(_ page: ObjectList<Object>, known: (Object) -> Object? = { _ in nil }) {
        for item in page.items { objects[item.key] = known(item) ?? item }
        for item in page.undecodable { malformed[item.metadata.key] = item }
    }

    /// Applies an event of a stream. Objects may change or disappear again while the stream runs.
    mutating func take(_ event: WatchEvent<Object>, known: (Object) -> Object? = { _ in nil }) {
        switch event {
        case .added(let object), .modified(let object):
            objects[object.key] = known(object) ?? object
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
