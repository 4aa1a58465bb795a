import KubeCore

/// Members that several kinds have in common, so that they mean and allow the same everywhere.
extension SchemaProperty {
    static let image = required("image", .string(.image), "Container image.")

    static let command = optional(
        "command",
        .list(of: .string(length: 0...4096), count: 0...64),
        "Program and first arguments, in place of the image's entry point. No shell is involved."
    )

    static let args = optional(
        "args",
        .list(of: .string(length: 0...4096), count: 0...256),
        "Arguments after `command`, handed over as they are."
    )

    static let env = optional(
        "env",
        .list(of: EnvironmentVariable.schema, .map(key: "name"), count: 0...100),
        "Environment variables of the container."
    )

    static let accelerator = optional("accelerator", AcceleratorRequest.schema)

    static let resources = optional("resources", ComputeResources.schema)

    static let ttlSecondsAfterFinished = optional(
        "ttlSecondsAfterFinished",
        .integer(0...31_536_000),
        """
        Seconds after its end at which a finished run's child objects are removed. This object and its status stay, \
        and nothing runs again. Without it they stay until this object is deleted.
        """
    )

    static let observedGeneration = optional(
        "observedGeneration",
        .integer(0...),
        "Generation of the spec this was concluded from."
    )

    static let message = optional(
        "message",
        .string(length: 0...32768),
        "What a person needs to know now, such as why nothing runs yet."
    )

    static let conditions = optional(
        "conditions",
        .list(of: Condition.schema, .map(key: "type"), count: 0...16),
        "Aspects of the state, each with its cause; `kubectl wait --for=condition=...` waits for them."
    )

    static func timestamp(_ name: String, _ description: String) -> SchemaProperty {
        optional(name, .string(.timestamp), description)
    }

    static func scalars(_ name: String, _ description: String) -> SchemaProperty {
        optional(name, .map(of: ScalarValue.schema, maxProperties: 100), description)
    }
}
