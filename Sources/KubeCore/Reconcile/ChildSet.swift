/// The observed objects of one type, split into those that an owner controls and those that it does not.
public struct ChildSet<Child: KubeObject>: Sendable {
    /// Children of the custom resource, identified by UID instead of name, sorted by name.
    public let own: [Child]
    private let foreignKeys: Set<ObjectKey>
    private let rejections: [ChildRejection]

    /// Splits observed objects.
    ///
    /// - Parameters:
    ///   - ownerUID: UID of the custom resource.
    ///   - rejections: Rejections of the last attempt; those of other types are ignored.
    public init(_ observed: [Child], ownerUID: String, rejections: [ChildRejection]) {
        own = observed.filter { $0.metadata.controller?.uid == ownerUID }.sorted { $0.key < $1.key }
        foreignKeys = Set(observed.filter { $0.metadata.controller?.uid != ownerUID }.map(\.key))
        self.rejections = rejections.filter { $0.resource == Child.resource }
    }

    /// The own child with this name.
    public func named(_ name: String) -> Child? { own.first { $0.metadata.name == name } }

    /// Why the child at `key` cannot reach its desired state, if known: another object has its name, or
    /// the API server rejected it, or a change to it, in this attempt.
    public func rejection(_ key: ObjectKey) -> ChildRejection? {
        if foreignKeys.contains(key) { return .nameConflict(Child.resource, key) }
        return rejections.first { $0.key == key }
    }

    /// The API server's rejection of a change to any own child.
    public var rejectedChange: ChildRejection? {
        let keys = Set(own.map(\.key))
        return rejections.first { keys.contains($0.key) }
    }
}
