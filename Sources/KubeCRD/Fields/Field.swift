import KubeCore

/// The property of a field.
public typealias FieldPath<Root, Value> = any WritableKeyPath<Root, Value> & Sendable

/// One field of a ``FieldCoded`` type.
public struct Field<Root: FieldCoded>: Sendable {
    /// Name in JSON.
    public let name: FieldName
    /// Whether an object without the field is refused.
    public let isRequired: Bool
    /// Whether the field follows from others: it is written, and never read.
    public let isComputed: Bool
    /// Schema, with its description and without its default.
    let schema: Schema
    /// How the field takes part in the identity of its object.
    var identification: Identification
    /// Reads the field into a value that has the default.
    private(set) var decode: @Sendable (KeyedDecodingContainer<FieldName>, inout Root) throws -> Void
    /// Writes the field, unless it is nil.
    let encode: @Sendable (Root, inout KeyedEncodingContainer<FieldName>) throws -> Void
    /// What the field adds to the identity of its object; nil where it is nil.
    let identity: @Sendable (Root) -> JSONValue?
    /// Whether two values have the same in this field.
    let isEqual: @Sendable (Root, Root) -> Bool
    /// Whether the field is a list or a map that may be absent and has nothing in it.
    let isEmptyCollection: @Sendable (Root) -> Bool

    /// How a field takes part in the identity of its object.
    enum Identification: Sendable {
        /// As a member of this name, left out at the default unless `evenAtDefault`.
        case member(String, evenAtDefault: Bool)
        /// By the members of its own value, beside those of the object.
        case inlined
        /// By members that a function makes of the object.
        case custom(@Sendable (Root) -> [String: JSONValue])
        /// Not at all.
        case outside
    }
}

extension Field {
    /// A field that may be absent, and then has the default of the list's prototype.
    ///
    /// - Parameters:
    ///   - name: Name in JSON.
    ///   - path: The property.
    ///   - schema: Which values are allowed.
    ///   - description: What the field means; without it, what its type says of itself.
    public init<Value: FieldValue>(
        _ name: String,
        _ path: FieldPath<Root, Value>,
        _ schema: ValueSchema<Value>,
        _ description: String? = nil
    ) {
        let name = FieldName(name)
        self.init(
            name,
            path,
            schema.schema.described(description),
            decode: { container, root in
                if let value = try Value.read(container, name) { root[keyPath: path] = value }
            }
        )
    }

    /// A field that may be absent, and is nil then.
    public init<Value: FieldValue>(
        _ name: String,
        _ path: FieldPath<Root, Value?>,
        _ schema: ValueSchema<Value>,
        _ description: String? = nil
    ) {
        let name = FieldName(name)
        self.init(
            name,
            reading: path,
            schema.schema.described(description),
            decode: { container, root in
                if let value = try Value.read(container, name) { root[keyPath: path] = value }
            }
        )
    }

    /// A field that follows from others: it is written where it is not nil, and never read.
    public init<Value: FieldValue>(
        computed name: String,
        _ path: any KeyPath<Root, Value?> & Sendable,
        _ schema: ValueSchema<Value>,
        _ description: String? = nil
    ) {
        self.init(
            FieldName(name),
            reading: path,
            schema.schema.described(description),
            isComputed: true,
            decode: { _, _ in }
        )
        identification = .outside
    }

    /// A field that must be there.
    public init<Value: FieldValue>(
        required name: String,
        _ path: FieldPath<Root, Value>,
        _ schema: ValueSchema<Value>,
        _ description: String? = nil
    ) {
        let name = FieldName(name)
        self.init(
            name,
            path,
            schema.schema.described(description),
            isRequired: true,
            decode: { container, root in root[keyPath: path] = try container.decode(Value.self, forKey: name) }
        )
    }

    /// A field that may be absent, of a type that knows its schema.
    public init<Value: FieldValue & Schematic>(
        _ name: String,
        _ path: FieldPath<Root, Value>,
        _ description: String? = nil
    ) {
        self.init(name, path, .own, description)
    }

    /// A field that may be absent and is nil then, of a type that knows its schema.
    public init<Value: FieldValue & Schematic>(
        _ name: String,
        _ path: FieldPath<Root, Value?>,
        _ description: String? = nil
    ) {
        self.init(name, path, .own, description)
    }

    /// A field that must be there, of a type that knows its schema.
    public init<Value: FieldValue & Schematic>(
        required name: String,
        _ path: FieldPath<Root, Value>,
        _ description: String? = nil
    ) {
        self.init(required: name, path, .own, description)
    }

    /// A field that may be absent and that is read in a way of its own.
    ///
    /// - Parameter read: Reads the value; nil leaves the default.
    public init<Value: FieldValue>(
        _ name: String,
        _ path: FieldPath<Root, Value>,
        _ schema: ValueSchema<Value>,
        _ description: String? = nil,
        reading read: @escaping @Sendable (KeyedDecodingContainer<FieldName>, FieldName) throws -> Value?
    ) {
        let name = FieldName(name)
        self.init(
            name,
            path,
            schema.schema.described(description),
            decode: { container, root in
                if let value = try read(container, name) { root[keyPath: path] = value }
            }
        )
    }

    private init<Value: FieldValue>(
        _ name: FieldName,
        _ path: FieldPath<Root, Value>,
        _ schema: Schema,
        isRequired: Bool = false,
        decode: @escaping @Sendable (KeyedDecodingContainer<FieldName>, inout Root) throws -> Void
    ) {
        self.name = name
        self.isRequired = isRequired
        isComputed = false
        self.schema = schema
        self.decode = decode
        identification = .member(name.stringValue, evenAtDefault: isRequired)
        encode = { root, container in try container.encode(root[keyPath: path], forKey: name) }
        identity = { $0[keyPath: path].identity }
        isEqual = { $0[keyPath: path] == $1[keyPath: path] }
        isEmptyCollection = { !isRequired && $0[keyPath: path].isEmptyCollection }
    }

    private init<Value: FieldValue>(
        _ name: FieldName,
        reading path: any KeyPath<Root, Value?> & Sendable,
        _ schema: Schema,
        isComputed: Bool = false,
        decode: @escaping @Sendable (KeyedDecodingContainer<FieldName>, inout Root) throws -> Void
    ) {
        self.name = name
        isRequired = false
        self.isComputed = isComputed
        self.schema = schema
        self.decode = decode
        identification = .member(name.stringValue, evenAtDefault: false)
        encode = { root, container in try container.encodeIfPresent(root[keyPath: path], forKey: name) }
        identity = { $0[keyPath: path]?.identity }
        isEqual = { $0[keyPath: path] == $1[keyPath: path] }
        isEmptyCollection = { _ in false }
    }
}

extension Field {
    /// The same field, with the default in place of a value that does not fit.
    ///
    /// For a status: any client with access can have written to it, and it can be computed again.
    public var lenient: Field {
        var field = self
        let strict = decode
        field.decode = { container, root in try? strict(container, &root) }
        return field
    }

    /// Whether an encoded value says as much without this field: a map, or a list of keyed items, that is empty and is
    /// so by default.
    ///
    /// A server-side apply merges such a field item by item. When the last apply had items and this one has none, an old
    /// server (seen with Kubernetes 1.20) makes null of an empty one, and then refuses that; it removes an absent one.
    /// A list without keys is one value, and is written even if it is empty: that removes what others have put there.
    func goesWithoutSaying(_ value: Root, _ prototype: Root) -> Bool {
        switch schema.shape {
        case .map, .list(_, .map, _), .list(_, .set, _): isEmptyCollection(value) && isEqual(value, prototype)
        case .boolean, .integer, .string, .integerOrString, .scalar, .object, .list(_, .atomic, _), .metadata: false
        }
    }

    /// The field as a member of its object's schema.
    func property(defaults prototype: Root) -> SchemaProperty {
        var schema = schema
        if !isRequired { schema.defaultValue = schema.default(for: identity(prototype)) }
        return SchemaProperty(name: name.stringValue, isRequired: isRequired, schema: schema)
    }
}

extension Schema {
    fileprivate func described(_ description: String?) -> Schema {
        var schema = self
        if let description { schema.description = description }
        return schema
    }

    /// The default that the schema states for a field whose value is `value` where nothing is given.
    ///
    /// An object states an empty one where a part of it has a default, since the server fills in nothing below a member
    /// that is absent. Empty lists and maps go without saying.
    fileprivate func `default`(for value: JSONValue?) -> JSONValue? {
        switch shape {
        case .object(let properties):
            value != nil && properties.contains { $0.schema.defaultValue != nil } ? [:] : nil
        case .list, .map: value == [] || value == [:] ? nil : value
        case .boolean, .integer, .string, .integerOrString, .scalar, .metadata: value
        }
    }
}
