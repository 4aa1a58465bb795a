import KubeCore

extension DarkroomResource {
    /// The schema of the whole object: type, metadata, spec and status.
    ///
    /// - Parameter status: Schema of the status, where the operator's part of it is not the whole.
    static func rootSchema(
        _ description: String,
        status: Schema = Status.schema,
        rules: [ValidationRule] = []
    ) -> Schema {
        .object(
            description,
            [
                .optional(
                    "apiVersion",
                    .string(length: 1...128),
                    "Group and version of this object's schema: `\(resource.apiVersion)`."
                ),
                .optional("kind", .string(length: 1...63), "Kind of this object: `\(resource.kind)`."),
                .optional("metadata", Schema(.metadata)),
                .required("spec", Spec.schema),
                .optional("status", status),
            ],
            rules: rules
        )
    }
}
