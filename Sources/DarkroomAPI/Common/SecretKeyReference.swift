/// One key of a Secret in the object's own namespace. Only pods read it, never the operator.
public struct SecretKeyReference: Hashable, Sendable, Codable {
    /// Name of the Secret.
    public var name: String
    /// Key within the Secret.
    public var key: String

    /// Makes a reference.
    public init(name: String, key: String) {
        self.name = name
        self.key = key
    }
}

extension SecretKeyReference: Schematic {
    public static let schema = Schema.object(
        "Key of a Secret in the same namespace that holds the value. The operator itself never reads it.",
        [
            .required("name", .string(.dnsSubdomain), "Name of the Secret."),
            .required("key", .string(.secretKey), "Key within the Secret."),
        ]
    )
}
