import KubeCore

/// The observed objects of one type, told apart by whose they are.
struct ChildSet<Child: KubeObject>: Sendable {
    /// Children of the custom resource, by UID and not by name, in the order of their names.
    let own: [Child]
    private let foreignKeys: Set<ObjectKey>
    private let refusals: [ChildRefusal]

    init(_ observed: [Child], ownerUID: String, refusals: [ChildRefusal]) {
        own = observed.filter { $0.metadata.controller?.uid == ownerUID }.sorted { $0.key < $1.key }
        foreignKeys = Set(observed.filter { $0.metadata.controller?.uid != ownerUID }.map(\.key))
        self.refusals = refusals.filter { $0.resource == Child.resource }
    }

    /// The own child of this name.
    func named(_ name: String) -> Child? { own.first { $0.metadata.name == name } }

    /// Why the child at `key` cannot be made what it should be, as far as that is known: somebody else has its
    /// name, or the API server refused it, or a change of it, in this very attempt.
    func refusal(_ key: ObjectKey) -> ChildRefusal? {
        if foreignKeys.contains(key) { return .nameConflict(Child.resource, key) }
        return refusals.first { $0.key == key }
    }

    /// The API server's refusal of a change to any own child.
    var refusedChange: ChildRefusal? {
        let keys = Set(own.map(\.key))
        return refusals.first { keys.contains($0.key) }
    }
}
