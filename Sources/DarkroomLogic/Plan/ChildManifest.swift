internal import DarkroomAPI
public import KubeCore

/// A child object as it is to be sent to the API server.
public struct ChildManifest: Sendable, Hashable {
    /// Type of the object.
    public var resource: APIResource
    /// Address of the object.
    public var key: ObjectKey
    /// The whole object, `apiVersion`, `kind` and `metadata` included.
    public var body: JSONValue

    /// Makes a manifest.
    public init(resource: APIResource, key: ObjectKey, body: JSONValue) {
        self.resource = resource
        self.key = key
        self.body = body
    }
}

extension ChildManifest {
    /// Its labels.
    public var labels: [String: String] { metadata("labels") }
    /// Hash of what it was made from; nil for a child that is told from others by its name alone.
    public var specHash: String? { metadata("annotations")[DarkroomAnnotation.specHash] }

    private func metadata(_ member: String) -> [String: String] {
        (body["metadata"]?[member]?.objectValue ?? [:]).compactMapValues(\.stringValue)
    }

    /// Makes a manifest of a typed object. Apply-types hold strings, numbers, lists and maps only, which always
    /// encode; should that ever change, the manifest is null, which the API server refuses, instead of a trap.
    init(_ resource: APIResource, _ key: ObjectKey, _ object: some Encodable) {
        self.init(resource: resource, key: key, body: (try? JSONValue(encoding: object)) ?? .null)
    }
}
