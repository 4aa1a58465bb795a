public import KubeClient
public import KubeCore

extension TestNamespace {
    /// Creates an object.
    ///
    /// - Parameter members: Everything but `apiVersion`, `kind` and `metadata`, such as `["spec": ...]`.
    @discardableResult
    public func create(
        _ resource: APIResource,
        _ name: String,
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        _ members: JSONValue
    ) async throws -> ObjectMeta {
        var object = members.objectValue ?? [:]
        object["apiVersion"] = .string(resource.apiVersion)
        object["kind"] = .string(resource.kind)
        object["metadata"] = [
            "name": .string(name),
            "labels": .object(labels.mapValues(JSONValue.string)),
            "annotations": .object(annotations.mapValues(JSONValue.string)),
        ]
        return try await client.create(resource, namespace: self.name, JSONValue.object(object)).metadata
    }

    /// Reads an object; nil when it does not exist.
    public func find<Object: KubeObject>(_ type: Object.Type, _ name: String) async throws -> Object? {
        do {
            return try await client.get(type, key(name))
        } catch KubeError.notFound {
            return nil
        }
    }

    /// Reads all objects of a type.
    public func list<Object: KubeObject>(_ type: Object.Type) async throws -> [Object] {
        try await client.list(type, namespace: name).items
    }

    /// Reads the objects of a type that carry a label.
    public func list<Object: KubeObject>(
        _ type: Object.Type,
        label: String,
        _ value: String
    ) async throws -> [Object] {
        try await client.list(type, namespace: name, selector: .matching([label: value])).items
    }

    /// Merges a patch into an object.
    public func patch(
        _ resource: APIResource,
        _ name: String,
        subresource: Subresource? = nil,
        _ patch: JSONValue
    ) async throws {
        try await client.mergePatch(resource, key(name), subresource: subresource, patch)
    }

    /// Deletes an object and, after it, its dependents.
    public func delete(_ resource: APIResource, _ name: String) async throws {
        try await client.delete(resource, key(name), uid: nil)
    }

    /// Address of an object in this namespace.
    public func key(_ name: String) -> ObjectKey { ObjectKey(namespace: self.name, name: name) }
}

extension TestNamespace {
    /// Waits until an object exists and is as expected.
    @discardableResult
    public func wait<Object: KubeObject>(
        for type: Object.Type,
        _ name: String,
        _ expectation: String,
        within limit: Duration = .seconds(30),
        until holds: (Object) throws -> Bool = { _ in true }
    ) async throws -> Object {
        let found = try await eventually(
            "\(type.resource) \(name): \(expectation)",
            within: limit,
            look: { try await find(type, name) },
            until: { try $0.map(holds) ?? false }
        )
        guard let found else { throw Overdue("\(name) is there", after: limit, lastSeen: "nothing") }
        return found
    }

    /// Waits until an object no longer exists.
    public func waitUntilGone<Object: KubeObject>(
        _ type: Object.Type,
        _ name: String,
        within limit: Duration = .seconds(60)
    ) async throws {
        _ = try await eventually(
            "\(type.resource) \(name) is gone",
            within: limit,
            look: { try await find(type, name)?.metadata },
            until: { $0 == nil }
        )
    }
}
