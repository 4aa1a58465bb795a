/// A child object to send to the API server.
public struct ChildManifest: Sendable, Hashable {
    /// Type of the object.
    public var resource: APIResource
    /// Address of the object.
    public var key: ObjectKey
    /// The whole object, including `apiVersion`, `kind` and `metadata`.
    public var body: JSONValue

    /// Makes a manifest.
    public init(resource: APIResource, key: ObjectKey, body: JSONValue) {
        self.resource = resource
        self.key = key
        self.body = body
    }

    /// Makes a manifest of a typed object. Apply types hold only strings, numbers, lists and maps, which always
    /// encode; if that changes, the body is null, which the API server rejects, instead of a trap.
    public init(_ resource: APIResource, _ key: ObjectKey, _ object: some Encodable) {
        self.init(resource: resource, key: key, body: (try? JSONValue(encoding: object)) ?? .null)
    }
}

extension ChildManifest {
    /// Labels of the object.
    public var labels: [String: String] { metadata("labels") }
    /// Annotations of the object.
    public var annotations: [String: String] { metadata("annotations") }

    private func metadata(_ member: String) -> [String: String] {
        (body["metadata"]?[member]?.objectValue ?? [:]).compactMapValues(\.stringValue)
    }
}
