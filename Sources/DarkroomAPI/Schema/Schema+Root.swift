import KubeCore

extension DarkroomResource {
    /// The schema of the whole object: type, metadata, spec and status.
    static func rootSchema(_ description: String, rules: [ValidationRule] = []) -> Schema {
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
                .optional("status", Status.schema),
            ],
            rules: rules
        )
    }
}
