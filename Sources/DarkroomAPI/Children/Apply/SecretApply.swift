public import KubeCore

/// A Secret to write; Darkroom never reads Secrets.
public struct SecretApply: Hashable, Sendable, Encodable {
    public static let resource = APIResource(group: "", version: "v1", kind: "Secret", plural: "secrets")

    /// Always `v1`.
    public let apiVersion = resource.apiVersion
    /// Always `Secret`.
    public let kind = resource.kind
    /// Metadata.
    public var metadata: ApplyMeta
    /// Values in base64, by key.
    public var data: [String: String]

    /// Makes a Secret.
    public init(metadata: ApplyMeta, data: [String: String]) {
        self.metadata = metadata
        self.data = data
    }
}
