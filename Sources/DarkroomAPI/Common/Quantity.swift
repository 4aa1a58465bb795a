public import KubeCRD
public import KubeCore

/// An amount of a resource in Kubernetes' notation, such as `500m` or `4Gi`; passed on as written.
public struct Quantity: Hashable, Sendable {
    /// The amount as written.
    public var text: String

    /// Wraps an amount.
    public init(_ text: String) { self.text = text }
}

extension Quantity: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) { self.init(value) }
}

extension Quantity: FieldValue, Schematic {
    public static let schema = Schema(.integerOrString(.quantity))

    public var identity: JSONValue { .string(text) }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // `cpu: 2` is as good as `cpu: "2"`.
        if let number = try? container.decode(Int64.self) {
            self.init("\(number)")
        } else {
            self.init(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
