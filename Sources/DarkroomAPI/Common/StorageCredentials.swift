import KubeCore

/// Keys to an object store, in a Secret of the object's own namespace. Only pods read it, never the operator.
public struct StorageCredentials: Hashable, Sendable, Encodable {
    /// Name of the Secret.
    public var name: String
    /// Key within it that holds the access key id, for `R2_ACCESS_KEY_ID`.
    public var accessKeyIDKey: String
    /// Key within it that holds the secret access key, for `R2_SECRET_ACCESS_KEY`.
    public var secretAccessKeyKey: String

    /// Names a Secret.
    public init(
        name: String,
        accessKeyIDKey: String = defaultAccessKeyIDKey,
        secretAccessKeyKey: String = defaultSecretAccessKeyKey
    ) {
        self.name = name
        self.accessKeyIDKey = accessKeyIDKey
        self.secretAccessKeyKey = secretAccessKeyKey
    }

    /// Key of the access key id where none is named.
    public static let defaultAccessKeyIDKey = "accessKeyID"
    /// Key of the secret access key where none is named.
    public static let defaultSecretAccessKeyKey = "secretAccessKey"

    private enum CodingKeys: String, CodingKey { case name, accessKeyIDKey, secretAccessKeyKey }
}

extension StorageCredentials: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        accessKeyIDKey = try container.value(.accessKeyIDKey, default: Self.defaultAccessKeyIDKey)
        secretAccessKeyKey = try container.value(.secretAccessKeyKey, default: Self.defaultSecretAccessKeyKey)
    }
}

extension StorageCredentials: Schematic {
    public static let schema = Schema.object(
        """
        Secret in the same namespace with the keys to the store, for R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY. The \
        operator itself never reads it.
        """,
        [
            .required("name", .string(.dnsSubdomain), "Name of the Secret."),
            .optional(
                "accessKeyIDKey",
                .string(.secretKey),
                default: .string(defaultAccessKeyIDKey),
                "Key within the Secret that holds the access key id."
            ),
            .optional(
                "secretAccessKeyKey",
                .string(.secretKey),
                default: .string(defaultSecretAccessKeyKey),
                "Key within the Secret that holds the secret access key."
            ),
        ]
    )
}
