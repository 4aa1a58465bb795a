import KubeCRD
import KubeCore

/// Fields that several kinds have in common, so that they mean and allow the same everywhere.
extension Field {
    static func image(_ path: FieldPath<Root, String>) -> Field {
        Field(required: "image", path, .string(.image), "Container image.")
    }

    static func command(_ path: FieldPath<Root, [String]>) -> Field {
        Field(
            "command",
            path,
            .list(of: .string(length: 0...32768), count: 0...64),
            "Program and first arguments, in place of the image's entry point. No shell is involved."
        )
    }

    static func args(_ path: FieldPath<Root, [String]>) -> Field {
        Field(
            "args",
            path,
            .list(of: .string(length: 0...32768), count: 0...256),
            "Arguments after `command`, passed unchanged."
        )
    }

    static func env(_ path: FieldPath<Root, [EnvironmentVariable]>) -> Field {
        Field(
            "env",
            path,
            .list(of: .own, .map(key: "name"), count: 0...100),
            "Environment variables of the container."
        )
    }

    static func resources(_ path: FieldPath<Root, ComputeResources>) -> Field {
        Field("resources", path).inlined
    }

    static func sharedMemory(_ path: FieldPath<Root, Quantity?>) -> Field {
        Field(
            "sharedMemory",
            path,
            .own,
            """
            Size of `/dev/shm`, through which processes share memory, such as the workers of a data loader. \
            What is in it counts as the container's memory. Without it, half of `resources.limits.memory`, or 1Gi \
            without such a limit; `"0"` leaves the container runtime's own `/dev/shm`, which is 64 MiB.
            """
        )
    }

    static func ttlSecondsAfterFinished(_ path: FieldPath<Root, Int?>) -> Field {
        Field(
            "ttlSecondsAfterFinished",
            path,
            .integer(0...31_536_000),
            """
            Seconds after the end of a run until its child objects are deleted. This object and its status stay, and \
            nothing runs again. Without it, the child objects stay until this object is deleted.
            """
        )
        .outsideIdentity
    }

    /// Values by name. A null among them counts as not given, as it does for every other field: the server lets it
    /// through, since the schema of a scalar has no type.
    static func scalars(_ name: String, _ path: FieldPath<Root, [String: ScalarValue]>, _ description: String) -> Field
    {
        Field(name, path, .map(of: .own, maxProperties: 100), description) { container, name in
            try container.decodeIfPresent([String: ScalarValue?].self, forKey: name)?.compactMapValues(\.self)
        }
    }

    static func observedGeneration(_ path: FieldPath<Root, Int64?>) -> Field {
        Field("observedGeneration", path, .integer(0...), "Generation of the spec that this is about.")
    }

    static func message(_ path: FieldPath<Root, String?>) -> Field {
        Field(
            "message",
            path,
            .string(length: 0...32768),
            "What you need to know now, such as why nothing is running yet."
        )
    }

    static func conditions(_ path: FieldPath<Root, [Condition]>) -> Field {
        Field(
            "conditions",
            path,
            .list(of: .own, .map(key: "type"), count: 0...16),
            "Aspects of the state, each with its cause; `kubectl wait --for=condition=...` waits for them."
        )
    }
}
