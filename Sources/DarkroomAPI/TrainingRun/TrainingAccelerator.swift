import KubeCore

/// Accelerators of a ``TrainingRun``: the class it would have, and those it takes when there is no room for that.
public struct TrainingAccelerator: Hashable, Sendable, Encodable {
    /// Class, as the operator's configuration names it, such as `a100`.
    public var `class`: String
    /// Number of accelerators, whichever the class.
    public var count: Int
    /// Classes to take instead, the best first.
    public var fallback: [String]
    /// Seconds a pod waits for a node before the next class is tried.
    public var fallbackAfterSeconds: Int

    /// Makes a request.
    public init(
        class: String,
        count: Int = 1,
        fallback: [String] = [],
        fallbackAfterSeconds: Int = defaultWait
    ) {
        self.class = `class`
        self.count = count
        self.fallback = fallback
        self.fallbackAfterSeconds = fallbackAfterSeconds
    }

    /// Seconds that a cluster that grows on demand needs for a new node, with some to spare.
    public static let defaultWait = 600

    /// Greatest number of ``fallback`` classes.
    static let maxFallbacks = 4

    private enum CodingKeys: String, CodingKey { case `class`, count, fallback, fallbackAfterSeconds }
}

extension TrainingAccelerator {
    /// All classes in the order in which they are tried.
    public var classes: [String] { [`class`] + fallback }
}

extension TrainingAccelerator: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        `class` = try container.decode(String.self, forKey: .class)
        count = try container.value(.count, default: 1)
        fallback = try container.value(.fallback, default: [])
        fallbackAfterSeconds = try container.value(.fallbackAfterSeconds, default: Self.defaultWait)
    }
}

extension TrainingAccelerator: Schematic {
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
            .optional(
                "fallback",
                .list(of: .string(.dnsLabel), .set, count: 0...maxFallbacks),
                """
                Classes to take instead, one after the other, when no node has room. The last one is waited for as \
                long as it takes.
                """
            ),
            .optional(
                "fallbackAfterSeconds",
                .integer(1...604_800),
                default: .integer(Int64(defaultWait)),
                """
                Seconds a pod waits for a node before the next class is tried. Time in a queue (`queueName`) does \
                not count.
                """
            ),
        ]
    )
}
