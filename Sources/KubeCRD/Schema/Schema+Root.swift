public import KubeCore

extension Schema {
    /// The schema of a whole custom resource: type, metadata, spec and status.
    ///
    /// - Parameters:
    ///   - resource: The resource, whose `apiVersion` and `kind` the descriptions name.
    ///   - description: What the resource is.
    ///   - status: Schema of the status; nil for a resource without one.
    ///   - rules: Rules over the whole object, such as those that compare spec and status.
    public static func root(
        of resource: APIResource,
        _ description: String,
        spec: Schema,
        status: Schema? = nil,
        rules: [ValidationRule] = []
    ) -> Schema {
        var properties: [SchemaProperty] = [
            .optional(
                "apiVersion",
                .string(length: 1...128),
                "Group and version of this object's schema: `\(resource.apiVersion)`."
            ),
            .optional("kind", .string(length: 1...63), "Kind of this object: `\(resource.kind)`."),
            .optional("metadata", Schema(.metadata)),
            .required("spec", spec),
        ]
        if let status { properties.append(.optional("status", status)) }
        return .object(description, properties, rules: rules)
    }
}
