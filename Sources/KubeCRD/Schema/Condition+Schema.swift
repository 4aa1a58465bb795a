public import KubeCore

extension Condition: Schematic {
    public static let schema = Schema.object(
        "One aspect of the object's state.",
        [
            .required("type", .string(typeFormat), "Which aspect, such as `Accepted`."),
            .required("status", .string(statusFormat), "Whether the aspect holds: True, False or Unknown."),
            .required("reason", .string(reasonFormat), "Reason, in one word for programs."),
            .optional("message", .string(length: 0...32768), "Reason, in words."),
            .optional("lastTransitionTime", .string(.timestamp), "When `status` last changed."),
            .optional("observedGeneration", .integer(0...), "Generation of the spec that this is about."),
        ]
    )

    // Source: k8s.io/apimachinery/pkg/apis/meta/v1, Condition.
    private static let typeFormat = StringFormat(
        length: 1...316,
        pattern: "^[A-Za-z][-A-Za-z0-9_./]*$",
        words: "letters, digits, `-`, `_`, `.` and `/`, beginning with a letter"
    )
    private static let reasonFormat = StringFormat(
        length: 1...1024,
        pattern: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
        words: "letters, digits, `_`, `,` and `:`, beginning with a letter"
    )
    private static let statusFormat = StringFormat(
        choices: [Status.true, .false, .unknown].map(\.rawValue)
    )
}
