public import KubeCore

/// A structural OpenAPI v3 schema, as CustomResourceDefinitions hold it: the part that the kinds of an operator need.
///
/// Everything that can grow has a bound. That keeps hostile objects small, and lets the API server estimate the
/// cost of CEL rules, which it refuses to install when an unbounded list could make them expensive.
/// Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
public struct Schema: Hashable, Sendable {
    /// What values look like, without descriptions.
    public indirect enum Shape: Hashable, Sendable {
        case boolean
        /// A whole number; nil means no bound.
        case integer(minimum: Int64?, maximum: Int64?)
        case string(StringFormat)
        /// An integer or a string of this format, as Kubernetes quantities are.
        case integerOrString(StringFormat)
        /// A string of at most this many characters, a number or a boolean. The server keeps such values as they are,
        /// and CEL rules cannot see them.
        case scalar(maxLength: Int)
        case object([SchemaProperty])
        /// Names to values of one schema.
        case map(values: Schema, maxProperties: Int)
        case list(items: Schema, ListType, count: ClosedRange<Int>)
        /// `metadata` of the root: its schema is the API server's own, which allows no description here.
        case metadata
    }

    /// How server-side apply and validation treat a list.
    public enum ListType: Hashable, Sendable {
        /// One value, replaced as a whole.
        case atomic
        /// Scalars, each at most once.
        case set
        /// Objects, told apart by this member: two of the same key are refused, by servers without CEL too.
        case map(key: String)
    }

    /// What values look like.
    public var shape: Shape
    /// What the value means: `kubectl explain` shows it.
    public var description: String?
    /// What the server puts where the value is absent.
    public var defaultValue: JSONValue?
    /// What the shape alone cannot say.
    public var rules: [ValidationRule]

    /// Makes a schema.
    public init(_ shape: Shape, description: String? = nil, rules: [ValidationRule] = []) {
        self.shape = shape
        self.description = description
        self.rules = rules
    }
}

extension Schema {
    /// `true` or `false`.
    public static let boolean = Schema(.boolean)

    /// A whole number within bounds.
    public static func integer(_ bounds: ClosedRange<Int64>) -> Schema {
        Schema(.integer(minimum: bounds.lowerBound, maximum: bounds.upperBound))
    }

    /// A whole number with a lower bound.
    public static func integer(_ bounds: PartialRangeFrom<Int64>) -> Schema {
        Schema(.integer(minimum: bounds.lowerBound, maximum: nil))
    }

    /// A string of a known format.
    public static func string(_ format: StringFormat) -> Schema { Schema(.string(format)) }

    /// A free string of a bounded number of characters.
    public static func string(length: ClosedRange<Int>) -> Schema {
        .string(StringFormat(length: length))
    }

    /// The raw values of an enumeration.
    public static func choice<Value: CaseIterable & RawRepresentable<String>>(of type: Value.Type) -> Schema {
        .string(StringFormat(choices: type.allCases.map(\.rawValue)))
    }

    /// A string, a number or a boolean.
    public static func scalar(maxLength: Int) -> Schema { Schema(.scalar(maxLength: maxLength)) }

    /// An object with exactly these members.
    public static func object(
        _ description: String,
        _ properties: [SchemaProperty],
        rules: [ValidationRule] = []
    ) -> Schema {
        Schema(.object(properties), description: description, rules: rules)
    }

    /// An object of freely named members.
    public static func map(
        of values: Schema,
        maxProperties: Int,
        rules: [ValidationRule] = []
    ) -> Schema {
        Schema(.map(values: values, maxProperties: maxProperties), rules: rules)
    }

    /// A list of a bounded number of items.
    public static func list(
        of items: Schema,
        _ type: ListType = .atomic,
        count: ClosedRange<Int>,
        rules: [ValidationRule] = []
    ) -> Schema {
        Schema(.list(items: items, type, count: count), rules: rules)
    }
}
