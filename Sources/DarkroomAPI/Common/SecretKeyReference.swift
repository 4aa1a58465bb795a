public import KubeCRD
public import KubeCore

/// One key of a Secret in the object's own namespace. Only pods read it, never the operator.
public struct SecretKeyReference: Hashable, FieldCoded {
    /// Name of the Secret.
    public var name: String
    /// Key within the Secret.
    public var key: String

    /// Makes a reference.
    public init(name: String, key: String) {
        self.name = name
        self.key = key
    }

    public static let fields = Fields(
        "Key of a Secret in the same namespace that holds the value. The operator itself never reads it.",
        from: SecretKeyReference(name: "", key: "")
    ) {
        Field(required: "name", \.name, .string(.dnsSubdomain), "Name of the Secret.")
        Field(required: "key", \.key, .string(.secretKey), "Key within the Secret.")
    }

    /// A list, as the first release made it.
    public var identity: JSONValue { [.string(name), .string(key)] }
}
