/// The schema of values of one Swift type.
///
/// The type is how the compiler holds a field and its schema together: `.integer(0...10)` fits no `String`.
public struct ValueSchema<Value>: Sendable {
    /// The schema itself.
    public let schema: Schema

    /// States that `schema` describes values of the type.
    public init(_ schema: Schema) { self.schema = schema }
}

extension ValueSchema where Value: FixedWidthInteger {
    /// A whole number within bounds.
    public static func integer(_ bounds: ClosedRange<Int64>) -> ValueSchema { ValueSchema(.integer(bounds)) }

    /// A whole number with a lower bound.
    public static func integer(_ bounds: PartialRangeFrom<Int64>) -> ValueSchema { ValueSchema(.integer(bounds)) }
}

extension ValueSchema where Value == String {
    /// A string of a known format.
    public static func string(_ format: StringFormat) -> ValueSchema { ValueSchema(.string(format)) }

    /// A free string of a bounded number of characters.
    public static func string(length: ClosedRange<Int>) -> ValueSchema { ValueSchema(.string(length: length)) }
}

extension ValueSchema where Value: Schematic {
    /// The type's own schema.
    public static var own: ValueSchema { ValueSchema(Value.schema) }
}

extension ValueSchema {
    /// A list of a bounded number of items.
    public static func list<Element>(
        of items: ValueSchema<Element>,
        _ type: Schema.ListType = .atomic,
        count: ClosedRange<Int>,
        rules: [ValidationRule] = []
    ) -> ValueSchema where Value == [Element] {
        ValueSchema(.list(of: items.schema, type, count: count, rules: rules))
    }

    /// An object of freely named members.
    public static func map<Element>(
        of values: ValueSchema<Element>,
        maxProperties: Int,
        rules: [ValidationRule] = []
    ) -> ValueSchema where Value == [String: Element] {
        ValueSchema(.map(of: values.schema, maxProperties: maxProperties, rules: rules))
    }
}
