public import KubeCore

/// The fields of a type, from which everything follows that has to agree with them. See ``FieldCoded``.
public struct Fields<Root: FieldCoded>: Sendable {
    /// What the type is, for `kubectl explain` and the reference.
    public let description: String
    /// What the shapes of the single fields cannot say.
    public let rules: [ValidationRule]
    /// The fields, in the order in which the documentation lists them.
    public private(set) var all: [Field<Root>]
    /// Where decoding begins: a value with every default in place.
    private let prototype: Root

    /// Lists the fields of a type.
    ///
    /// - Parameters:
    ///   - description: What the type is.
    ///   - prototype: A value that holds the defaults. What it has for a required field never counts.
    ///   - rules: What the shapes of the single fields cannot say.
    ///   - all: The fields.
    public init(
        _ description: String,
        from prototype: Root,
        rules: [ValidationRule] = [],
        @FieldsBuilder<Root> _ all: () -> [Field<Root>]
    ) {
        self.description = description
        self.prototype = prototype
        self.rules = rules
        self.all = all()
    }

    /// The same fields, each with its default in place of a value that does not fit. See ``Field/lenient``.
    public var lenient: Fields {
        var fields = self
        fields.all = all.map(\.lenient)
        return fields
    }

    /// Names of the fields.
    public var names: [String] { all.map(\.name.stringValue) }
}

extension Fields {
    /// Reads a value, and says exactly which field does not fit.
    public func decode(from decoder: any Decoder) throws -> Root {
        let container = try decoder.container(keyedBy: FieldName.self)
        var value = prototype
        for field in all { try field.decode(container, &value) }
        return value
    }

    /// Writes a value, without the fields that are nil, and without empty maps and keyed lists.
    public func encode(_ value: Root, to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: FieldName.self)
        for field in all where !field.goesWithoutSaying(value, prototype) { try field.encode(value, &container) }
    }

    /// The schema of the type.
    public var schema: Schema { .object(description, properties, rules: rules) }

    /// The schema's members.
    public var properties: [SchemaProperty] { all.map { $0.property(defaults: prototype) } }

    /// What the value asks for: its members by name, without those at their defaults. A hash of it tells a changed spec
    /// from an unchanged one.
    ///
    /// A field that a later release adds is left out at its default, so that hashes of existing objects stay what they
    /// are. Each field can say otherwise: see ``Field/identified(as:evenAtDefault:)``, ``Field/inlined``,
    /// ``Field/identified(by:)`` and ``Field/outsideIdentity``.
    public func identity(of value: Root) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for field in all { field.identify(value, prototype, &members) }
        return members
    }
}

/// Collects the fields of a type.
@resultBuilder
public enum FieldsBuilder<Root: FieldCoded> {
    public static func buildExpression(_ field: Field<Root>) -> [Field<Root>] { [field] }
    public static func buildExpression(_ fields: [Field<Root>]) -> [Field<Root>] { fields }
    public static func buildBlock(_ fields: [Field<Root>]...) -> [Field<Root>] { fields.flatMap(\.self) }
}
