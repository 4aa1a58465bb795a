public import KubeCRD
public import KubeCore

/// Keys to an object store, in a Secret of the object's own namespace. Only pods read it, never the operator.
public struct StorageCredentials: Hashable, FieldCoded {
    /// Name of the Secret.
    public var name: String
    /// Key within it that holds the access key id, for `R2_ACCESS_KEY_ID`.
    public var accessKeyIDKey: String
    /// Key within it that holds the secret access key, for `R2_SECRET_ACCESS_KEY`.
    public var secretAccessKeyKey: String
    /// Key within it that may hold the token of temporary keys, for `AWS_SESSION_TOKEN`.
    public var sessionTokenKey: String

    /// Names a Secret.
    public init(
        name: String,
        accessKeyIDKey: String = "accessKeyID",
        secretAccessKeyKey: String = "secretAccessKey",
        sessionTokenKey: String = "sessionToken"
    ) {
        self.name = name
        self.accessKeyIDKey = accessKeyIDKey
        self.secretAccessKeyKey = secretAccessKeyKey
        self.sessionTokenKey = sessionTokenKey
    }

    public static let fields = Fields(
        """
        Secret in the same namespace with the keys to the store, for R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY. The \
        operator itself never reads it.
        """,
        from: StorageCredentials(name: "")
    ) {
        Field(required: "name", \.name, .string(.dnsSubdomain), "Name of the Secret.")
        Field(
            "accessKeyIDKey",
            \.accessKeyIDKey,
            .string(.secretKey),
            "Key within the Secret that holds the access key id."
        )
        Field(
            "secretAccessKeyKey",
            \.secretAccessKeyKey,
            .string(.secretKey),
            "Key within the Secret that holds the secret access key."
        )
        Field(
            "sessionTokenKey",
            \.sessionTokenKey,
            .string(.secretKey),
            """
            Key within the Secret that holds the session token of temporary keys, for AWS_SESSION_TOKEN. A Secret \
            without it has permanent keys.
            """
        )
    }

    /// A list, as the first release made it; a session token of the usual name is no part of it.
    public var identity: JSONValue {
        let keys = [name, accessKeyIDKey, secretAccessKeyKey]
        let token = sessionTokenKey == "sessionToken" ? [] : [sessionTokenKey]
        return .array((keys + token).map(JSONValue.string))
    }
}
