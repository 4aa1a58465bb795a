public import KubeCore

/// A way to find objects by something other than their key.
public struct CacheIndex<Object: KubeObject>: Sendable {
    /// Name to ask for it by.
    public let name: String
    /// The values an object is found under.
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

/// What changed about one object.
public struct ObjectChange<Object: KubeObject>: Sendable {
    /// The object's address.
    public let key: ObjectKey
    /// Before; nil when it was not known.
    public let old: Object?
    /// After; nil when it is gone.
    public let new: Object?
    /// Whether it was found by reading the whole state, among any number of others, rather than told as it happened.
    public let isFromInitialState: Bool
}

/// The objects of one resource as last seen, with indexes; a value, so that its rules can be tested alone.
struct ObjectCache<Object: KubeObject>: Sendable {
    private(set) var objects: [ObjectKey: Object] = [:]
    private(set) var resourceVersion = ""
    private var indexes: [CacheIndex<Object>]
    private var keysByValue: [String: [String: Set<ObjectKey>]] = [:]

    init(indexes: [CacheIndex<Object>]) { self.indexes = indexes }

    /// Finds objects by an index from now on; an index with a known name is ignored.
    mutating func add(_ index: CacheIndex<Object>) {
        guard !indexes.contains(where: { $0.name == index.name }) else { return }
        indexes.append(index)
        for object in objects.values { enter(object, in: index) }
    }

    /// Takes the whole state at the end of a list; what is not in it is gone.
    ///
    /// - Parameter undecodable: Objects that are there but cannot be read; their last readable state stays.
    mutating func replace(
        with items: [Object],
        undecodable: [UndecodableObject] = [],
        resourceVersion: String
    ) -> [ObjectChange<Object>] {
        var gone = objects
        for malformed in undecodable
        where [gone[malformed.metadata.key]?.metadata.uid, ""].contains(malformed.metadata.uid) {
            gone[malformed.metadata.key] = nil
        }
        var changes: [ObjectChange<Object>] = []
        for item in items {
            let old = gone.removeValue(forKey: item.key)
            if old?.metadata.resourceVersion != item.metadata.resourceVersion
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
                // Empty sets would pile up: every UID is a new value.
                if keysByValue[index.name]?[value]?.isEmpty == true { keysByValue[index.name]?[value] = nil }
            }
        }
    }
}
