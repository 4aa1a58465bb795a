public import KubeCRD

/// An environment variable of a container: a fixed value or one key of a Secret.
public struct EnvironmentVariable: Hashable, FieldCoded {
    /// Name of the variable.
    public var name: String
    /// Fixed value.
    public var value: String?
    /// Where the value is kept.
    public var secretKeyRef: SecretKeyReference?

    /// Makes a variable with a fixed value.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Makes a variable with a value from a Secret.
    public init(name: String, secretKeyRef: SecretKeyReference) {
        self.name = name
        self.secretKeyRef = secretKeyRef
    }

    private init() { name = "" }

    public static let fields = Fields(
        "An environment variable: a fixed value or one key of a Secret.",
        from: EnvironmentVariable(),
        rules: [
            ValidationRule(
                "has(self.value) != has(self.secretKeyRef)",
                message: "must have exactly one of `value` and `secretKeyRef`"
            )
        ]
    ) {
        Field(required: "name", \.name, .string(.environmentName), "Name of the variable.")
        Field("value", \.value, .string(length: 0...32768), "Fixed value, passed unchanged.")
        Field("secretKeyRef", \.secretKeyRef).identified(as: "secret")
    }
}

extension EnvironmentVariable {
    /// Where a variable's value comes from.
    public enum Source: Hashable, Sendable {
        case value(String)
        case secret(SecretKeyReference)
    }

    /// Where the value comes from; nil when the manifest names both or neither, which servers before Kubernetes
    /// 1.25 let through.
    public var source: Source? {
        switch (value, secretKeyRef) {
        case (let value?, nil): .value(value)
        case (nil, let reference?): .secret(reference)
        default: nil
        }
    }
}
