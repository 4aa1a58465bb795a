import KubeCore

/// A request for accelerators of one class.
public struct AcceleratorRequest: Hashable, Sendable, Encodable {
    /// Class, as the operator's configuration names it, such as `a100`.
    public var `class`: String
    /// Number of accelerators for each container.
    public var count: Int

    /// Makes a request.
    public init(class: String, count: Int = 1) {
        self.class = `class`
        self.count = count
    }

    private enum CodingKeys: String, CodingKey { case `class`, count }
}

extension AcceleratorRequest: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        `class` = try container.decode(String.self, forKey: .class)
        count = try container.value(.count, default: 1)
    }
}

extension AcceleratorRequest: Schematic {
    public static let schema = Schema.object(
        "Accelerators the container needs. Without it the container runs on CPU alone.",
        [
            .required(
                "class",
                .string(.dnsLabel),
                """
                Accelerator class, such as `a100` or `t4`. The operator's configuration says which classes there are \
                and which nodes have them; an unknown class shows as `Accepted=False` with the known ones.
                """
            ),
            .optional("count", .integer(1...16), default: 1, "Number of accelerators, all on one node."),
        ]
    )
}
