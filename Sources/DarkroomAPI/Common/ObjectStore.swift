import KubeCore

/// An object store, and how to get in.
public struct ObjectStore: Hashable, Sendable, Codable {
    /// Kinds of stores; all but `local` speak S3.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case local, minio, r2, s3
    }

    /// Kind of store, as `STORAGE_TYPE`.
    public var type: Kind
    /// Address of the store, as `R2_ENDPOINT`.
    public var endpoint: String?
    /// Region that requests are signed for, as `AWS_REGION`.
    public var region: String?
    /// Where the keys to the store are.
    public var credentialsSecretRef: StorageCredentials?

    /// Describes a store.
    public init(
        type: Kind,
        endpoint: String? = nil,
        region: String? = nil,
        credentialsSecretRef: StorageCredentials? = nil
    ) {
        self.type = type
        self.endpoint = endpoint
        self.region = region
        self.credentialsSecretRef = credentialsSecretRef
    }
}

extension ObjectStore: Schematic {
    public static let schema = Schema.object("Object store.", members)

    /// The members, for what has more of them.
    static let members: [SchemaProperty] = [
        .required(
            "type",
            .choice(of: Kind.self),
            "Kind of store, for the container's environment variable STORAGE_TYPE; all but local speak S3."
        ),
        .optional(
            "endpoint",
            .string(.httpURL),
            "Address of the store, for R2_ENDPOINT. Without it, the container's own default."
        ),
        .optional(
            "region",
            .string(.dnsLabel),
            "Region that requests are signed for, for AWS_REGION. Without it, us-east-1."
        ),
        .optional("credentialsSecretRef", StorageCredentials.schema),
    ]
}
