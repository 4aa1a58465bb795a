public import KubeCRD
public import KubeCore

/// Value of a parameter or hyperparameter: a string, a number or a boolean, as it stands in the manifest.
///
/// In the schema it has no type, because a structural schema has no word for this union: such values are kept as
/// they are (`x-kubernetes-preserve-unknown-fields`) and objects and lists are kept out by bounds nothing can meet.
/// The alternative, int-or-string, would reject `learningRate: 0.001`. CEL rules cannot see such values.
public enum ScalarValue: Hashable, Sendable {
    case string(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)

    /// Longest string, in characters.
    public static let maxLength = 4096
}

extension ScalarValue {
    /// What a container gets: strings byte for byte, numbers in their shortest exact form, `true` and `false`.
    public var text: String {
        switch self {
        case .string(let value): value
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .boolean(let value): "\(value)"
        }
    }

    /// The value with its type, for a JSON document.
    public var json: JSONValue {
        switch self {
        case .string(let value): .string(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .boolean(let value): .bool(value)
        }
    }
}

extension ScalarValue: FieldValue, Schematic {
    public static let schema = Schema.scalar(maxLength: maxLength)

    public var identity: JSONValue { json }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "neither a string nor a number nor a boolean"
            )
        }
    }

    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}

extension ScalarValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
