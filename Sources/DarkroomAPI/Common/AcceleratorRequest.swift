public import KubeCRD

/// A request for accelerators of one class.
public struct AcceleratorRequest: Hashable, FieldCoded {
    /// Class, as the operator's configuration names it, such as `a100`.
    public var `class`: String
    /// Number of accelerators for each container.
    public var count: Int

    /// Makes a request.
    public init(class: String, count: Int = 1) {
        self.class = `class`
        self.count = count
    }

    public static let fields = Fields(
        "Accelerators that the container needs. Without it, the container runs on CPUs only.",
        from: AcceleratorRequest(class: "")
    ) {
        Field.acceleratorClass(\.class)
        Field.acceleratorCount(\.count)
    }
}

extension Field {
    /// Class of the accelerators.
    static func acceleratorClass(_ path: FieldPath<Root, String>) -> Field {
        Field(
            required: "class",
            path,
            .string(.dnsLabel),
            """
            Accelerator class, such as `a100` or `t4`. The operator's configuration defines the classes and the \
            nodes that have them; for an unknown class, `Accepted=False` lists the known ones.
            """
        )
    }

    /// Number of accelerators.
    static func acceleratorCount(_ path: FieldPath<Root, Int>) -> Field {
        Field("count", path, .integer(1...16), "Number of accelerators, all on one node.")
            .identified(evenAtDefault: true)
    }
}
