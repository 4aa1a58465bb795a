import KubeCRD

extension Field {
    static func podLabels(_ path: FieldPath<Root, [String: String]>) -> Field {
        Field(
            "podLabels",
            path,
            .map(of: .string(.labelValueOrEmpty), maxProperties: 32, rules: [podMetadataKeys]),
            """
            Further labels of the pods, for meshes, autoscalers and cost tools. Which keys are allowed, the operator's \
            configuration says (`limits.podMetadata`); Darkroom's own labels and those of Kubernetes are not.
            """
        )
    }

    static func podAnnotations(_ path: FieldPath<Root, [String: String]>) -> Field {
        Field(
            "podAnnotations",
            path,
            .map(of: .string(length: 0...4096), maxProperties: 32, rules: [podMetadataKeys]),
            "Further annotations of the pods. Which keys are allowed is as for `podLabels`."
        )
    }

    private static var podMetadataKeys: ValidationRule {
        ValidationRule(
            "self.all(name, name.matches('^([a-z0-9][-a-z0-9.]*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$'))",
            message: "keys look like `team` or `example.com/team`"
        )
    }
}

extension StringFormat {
    /// A label value.
    static let labelValueOrEmpty = StringFormat(
        length: 0...63,
        pattern: "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$",
        words: "empty, or letters, digits, `-`, `_` and `.`, with a letter or digit at both ends"
    )
}
