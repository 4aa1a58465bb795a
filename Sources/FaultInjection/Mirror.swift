internal import KubeCore

/// The state that the client has seen of each resource; it is served again when the client has to see an old state.
struct Mirror: Sendable {
    private struct Collection: Sendable {
        var apiVersion = ""
        var kind = ""
        var version = ""
        var objects: [String: JSONValue] = [:]
    }

    private var collections: [String: Collection] = [:]

    /// The client has seen a page of a list.
    mutating func listed(_ resource: String, _ page: JSONValue, isContinuation: Bool) {
        var collection = isContinuation ? collections[resource] ?? Collection() : Collection()
        collection.apiVersion = page["apiVersion"]?.stringValue ?? ""
        collection.kind = page["kind"]?.stringValue ?? ""
        collection.version = page["metadata"]?["resourceVersion"]?.stringValue ?? ""
        for object in page["items"]?.arrayValue ?? [] { collection.objects[Self.key(object)] = object }
        collections[resource] = collection
    }

    /// The client has seen an event.
    mutating func saw(_ resource: String, type: String, _ object: JSONValue) {
        guard var collection = collections[resource] else { return }
        if let version = object["metadata"]?["resourceVersion"]?.stringValue { collection.version = version }
        switch type {
        case "ADDED", "MODIFIED": collection.objects[Self.key(object)] = object
        case "DELETED": collection.objects[Self.key(object)] = nil
        default: break
        }
        collections[resource] = collection
    }

    /// The list that shows this state; nil for a resource that was never listed.
    func list(_ resource: String) -> JSONValue? {
        guard let collection = collections[resource] else { return nil }
        return [
            "apiVersion": .string(collection.apiVersion), "kind": .string(collection.kind),
            "metadata": ["resourceVersion": .string(collection.version)],
            "items": .array(collection.objects.sorted { $0.key < $1.key }.map(\.value)),
        ]
    }

    private static func key(_ object: JSONValue) -> String {
        let metadata = object["metadata"]
        return "\(metadata?["namespace"]?.stringValue ?? "")/\(metadata?["name"]?.stringValue ?? "")"
    }
}
