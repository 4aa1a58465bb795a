import DarkroomAPI
import DarkroomLogic
import KubeCore

/// The few features of an API server that carrying out plans needs: it stores objects, checks UIDs, merges
/// patches, and on request drops fields as an old server does.
struct FakeCluster {
    private struct Address: Hashable {
        let resource: APIResource
        let key: ObjectKey
    }

    /// Whether Jobs have the field `suspend`; Kubernetes 1.20 drops it.
    var knowsJobSuspend = true
    private var objects: [Address: JSONValue] = [:]
    private var lastUID = 0

    /// Carries one write out for the owner with this UID.
    mutating func carryOut(_ write: ChildWrite, ownerUID: String) -> ChildRejection? {
        let address = Address(resource: write.resource, key: write.key)
        switch write {
        case .create(let manifest):
            if let existing = objects[address] {
                let isOwn = existing["metadata"]?["ownerReferences"]?[0]?["uid"]?.stringValue == ownerUID
                return isOwn ? nil : .nameConflict(manifest.resource, manifest.key)
            }
            lastUID += 1
            store(
                manifest.body.merged(with: [
                    "metadata": ["uid": .string("child-\(lastUID)"), "generation": 1]
                ]),
                at: address
            )
        case .createUnread(let manifest):
            if objects[address] == nil { store(manifest.body, at: address) }
        case .apply(let manifest, _):
            store((objects[address] ?? [:]).merged(with: manifest.body), at: address)
        case .patch(_, _, let uid, let patch):
            guard let existing = objects[address], self.uid(existing) == uid else { return nil }
            store(existing.merged(with: patch), at: address)
        case .scale(_, _, let uid, let replicas):
            guard let existing = objects[address], self.uid(existing) == uid else { return nil }
            store(existing.merged(with: ["spec": ["replicas": .integer(Int64(replicas))]]), at: address)
        case .delete(_, _, let uid, _):
            if let existing = objects[address], self.uid(existing) == uid { objects[address] = nil }
        }
        return nil
    }

    /// All objects of a type, as the operator's caches show them.
    func all<View: KubeObject>(_ type: View.Type = View.self) throws -> [View] {
        try objects.filter { $0.key.resource == View.resource }
            .sorted { $0.key.key < $1.key.key }
            .map { try $0.value.decode(View.self) }
    }

    /// The stored object, with the fields that no projection has.
    func object(_ resource: APIResource, _ name: String) -> JSONValue? {
        objects.first { $0.key.resource == resource && $0.key.key.name == name }?.value
    }

    /// Changes all objects of a type, or the one with this name, as another client.
    mutating func change(_ resource: APIResource, named name: String? = nil, _ patch: JSONValue) {
        for address in addresses(resource, name) {
            store((objects[address] ?? [:]).merged(with: patch), at: address)
        }
    }

    /// Deletes all objects of a type, or the one with this name, as another client.
    mutating func remove(_ resource: APIResource, named name: String? = nil) {
        for address in addresses(resource, name) { objects[address] = nil }
    }

    /// Adds an object as another client.
    mutating func add(_ resource: APIResource, _ name: String, _ object: JSONValue = [:]) {
        let key = ObjectKey(namespace: "team", name: name)
        let metadata: JSONValue = [
            "metadata": ["name": .string(name), "namespace": "team", "uid": "foreign"]
        ]
        store(metadata.merged(with: object), at: Address(resource: resource, key: key))
    }

    private func addresses(_ resource: APIResource, _ name: String?) -> [Address] {
        objects.keys.filter { $0.resource == resource && (name == nil || $0.key.name == name) }
    }

    private func uid(_ object: JSONValue) -> String? { object["metadata"]?["uid"]?.stringValue }

    private mutating func store(_ object: JSONValue, at address: Address) {
        guard address.resource == JobView.resource else {
            objects[address] = object
            return
        }
        let suspend: JSONValue = knowsJobSuspend ? object["spec"]?["suspend"] ?? false : nil
        objects[address] = object.merged(with: ["spec": ["suspend": suspend]])
    }
}

extension JSONValue {
    /// A merge patch applied to this value. Source: RFC 7386, section 2.
    func merged(with patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members = objectValue ?? [:]
        for (name, change) in changes {
            if change == .null {
                members.removeValue(forKey: name)
            } else {
                members[name] = (members[name] ?? [:]).merged(with: change)
            }
        }
        return .object(members)
    }
}
