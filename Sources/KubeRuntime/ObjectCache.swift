public import KubeCore

/// An index, which finds objects by something other than their key.
public struct CacheIndex<Object: KubeObject>: Sendable {
    /// Name of the index.
    public let name: String
    /// The values under which an object is found.
    public let values: @Sendable (Object) -> [String]

    /// Describes an index.
    public init(_ name: String, values: @escaping @Sendable (Object) -> [String]) {
        self.name = name
        self.values = values
    }

    /// Finds objects by the UID of their controller.
    public static var controllerUID: Self {
        Self("controllerUID") { $0.metadata.controller.map { [$0.uid] } ?? [] }
    }

    /// Finds objects by their own UID.
    public static var uid: Self { Self("uid") { [$0.metadata.uid] } }

    /// Finds objects by the value of a label.
    public static func label(_ label: String) -> Self {
        Self("label:\(label)") { $0.metadata.labels[label].map { [$0] } ?? [] }
    }
}

/// A change of one object.
public struct ObjectChange<Object: KubeObject>: Sendable {
    /// The object's address.
    public let key: ObjectKey
    /// The object before the change; nil when it was unknown.
    public let old: Object?
    /// The object after the change; nil when it is deleted.
    public let new: Object?
    /// Whether a relist revealed the change, among any number of others, rather than a watch event.
    public let isFromInitialState: Bool
}

/// The objects of one resource as last seen, with indexes; a value, so that its rules can be tested in isolation.
struct ObjectCache<Object: KubeObject>: Sendable {
    private(set) var objects: [ObjectKey: Object] = [:]
    private(set) var resourceVersion = ""
    private var indexes: [CacheIndex<Object>]
    private var keysByValue: [String: [String: Set<ObjectKey>]] = [:]

    init(indexes: [CacheIndex<Object>]) { self.indexes = indexes }

    /// Adds an index; ignores one with a known name.
    mutating func add(_ index: CacheIndex<Object>) {
        guard !indexes.contains(where: { $0.name == index.name }) else { return }
        indexes.append(index)
        for object in objects.values { enter(object, in: index) }
    }

    /// Replaces the whole state at the end of a list; objects that are missing from it are deleted.
    ///
    /// - Parameters:
    ///   - undecodable: Objects that exist but do not decode; their last decoded state stays.
    ///   - isDistrusted: Whether an object of the same version may have other contents: after a restore, the server
    ///     reaches the same versions again with other changes. An older version than before is a sign of that, too.
    mutating func replace(
        with items: [Object],
        undecodable: [UndecodableObject] = [],
        resourceVersion: String,
        isDistrusted: Bool = false
    ) -> [ObjectChange<Object>] {
        let isDistrusted = isDistrusted || ResourceVersion.isOlder(resourceVersion, than: self.resourceVersion)
        var gone = objects
        for malformed in undecodable
        where [gone[malformed.metadata.key]?.metadata.uid, ""].contains(malformed.metadata.uid) {
            gone[malformed.metadata.key] = nil
        }
        var changes: [ObjectChange<Object>] = []
        for item in items {
            let old = gone.removeValue(forKey: item.key)
            if isDistrusted || old?.metadata.resourceVersion != item.metadata.resourceVersion
                || old?.metadata.uid != item.metadata.uid
            {
                changes.append(set(item, isFromInitialState: true))
            }
        }
        for key in gone.keys.sorted() {
            if let change = remove(key, isFromInitialState: true) { changes.append(change) }
        }
        self.resourceVersion = resourceVersion
        return changes
    }

    mutating func upsert(_ object: Object) -> ObjectChange<Object> {
        advance(to: object.metadata.resourceVersion)
        return set(object)
    }

    mutating func delete(_ metadata: ObjectMeta) -> ObjectChange<Object>? {
        advance(to: metadata.resourceVersion)
        return remove(metadata.key)
    }

    mutating func advance(to version: String) {
        if !version.isEmpty { resourceVersion = version }
    }

    func keys(index: String, value: String) -> Set<ObjectKey> { keysByValue[index]?[value] ?? [] }

    private mutating func set(_ object: Object, isFromInitialState: Bool = false) -> ObjectChange<Object> {
        let old = objects.updateValue(object, forKey: object.key)
        if let old { unindex(old) }
        for index in indexes { enter(object, in: index) }
        return ObjectChange(key: object.key, old: old, new: object, isFromInitialState: isFromInitialState)
    }

    private mutating func enter(_ object: Object, in index: CacheIndex<Object>) {
        for value in index.values(object) {
            keysByValue[index.name, default: [:]][value, default: []].insert(object.key)
        }
    }

    private mutating func remove(_ key: ObjectKey, isFromInitialState: Bool = false) -> ObjectChange<Object>? {
        guard let old = objects.removeValue(forKey: key) else { return nil }
        unindex(old)
        return ObjectChange(key: key, old: old, new: nil, isFromInitialState: isFromInitialState)
    }

    private mutating func unindex(_ object: Object) {
        for index in indexes {
            for value in index.values(object) {
                keysByValue[index.name]?[value]?.remove(object.key)
                // Empty sets would accumulate, because every UID is a new value.
                if keysByValue[index.name]?[value]?.isEmpty == true { keysByValue[index.name]?[value] = nil }
            }
        }
    }
}
