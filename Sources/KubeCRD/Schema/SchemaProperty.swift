public import KubeCore

/// A named member of an object's schema.
public struct SchemaProperty: Hashable, Sendable {
    /// Name of the member.
    public var name: String
    /// Whether an object without the member is refused.
    public var isRequired: Bool
    /// The member's schema, with its description and default.
    public var schema: Schema

    /// A member that must be there; without `description` it takes its schema's own.
    public static func required(
        _ name: String,
        _ schema: Schema,
        _ description: String? = nil
    ) -> SchemaProperty {
        var schema = schema
        schema.description = description ?? schema.description
        return SchemaProperty(name: name, isRequired: true, schema: schema)
    }

    /// A member that may be absent, and then counts as `default` if that is given; without `description` it takes
    /// its schema's own.
    public static func optional(
        _ name: String,
        _ schema: Schema,
        default: JSONValue? = nil,
        _ description: String? = nil
    ) -> SchemaProperty {
        var schema = schema
        schema.description = description ?? schema.description
        schema.defaultValue = `default`
        return SchemaProperty(name: name, isRequired: false, schema: schema)
    }
}
