public import KubeCRD

/// An object store, and how to get in.
public struct ObjectStore: Hashable, FieldCoded {
    /// Kinds of stores; all but `local` speak S3.
    public enum Kind: String, FieldChoice {
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

    public static let fields = Fields("Object store.", from: ObjectStore(type: .local)) {
        Field.store(\.type, \.endpoint, \.region, \.credentialsSecretRef)
    }
}

extension Field {
    /// The fields of a store, for types that have more of them.
    static func store(
        _ type: FieldPath<Root, ObjectStore.Kind>,
        _ endpoint: FieldPath<Root, String?>,
        _ region: FieldPath<Root, String?>,
        _ credentials: FieldPath<Root, StorageCredentials?>
    ) -> [Field] {
        [
            Field(
                required: "type",
                type,
                "Kind of store, for the container's environment variable STORAGE_TYPE; all but local speak S3."
            ),
            Field(
                "endpoint",
                endpoint,
                .string(.httpURL),
                "Address of the store, for R2_ENDPOINT. Without it, the container's own default."
            ),
            Field(
                "region",
                region,
                .string(.dnsLabel),
                "Region that requests are signed for, for AWS_REGION. Without it, us-east-1."
            ),
            Field("credentialsSecretRef", credentials).identified(as: "keys"),
        ]
    }
}
