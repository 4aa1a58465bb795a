public import KubeCRD
import KubeCore

/// Accelerators of a ``TrainingRun``: the class that it prefers, and those that it takes when no node has room.
public struct TrainingAccelerator: Hashable, FieldCoded {
    /// Class, as the operator's configuration names it, such as `a100`.
    public var `class`: String
    /// Number of accelerators, of any class.
    public var count: Int
    /// Classes to take instead, the best first.
    public var fallback: [String]
    /// Seconds that a pod waits for a node before the next class is tried. The default leaves an autoscaler more than
    /// enough time to add a node.
    public var fallbackAfterSeconds: Int

    /// Makes a request.
    public init(class: String, count: Int = 1, fallback: [String] = [], fallbackAfterSeconds: Int = 600) {
        self.class = `class`
        self.count = count
        self.fallback = fallback
        self.fallbackAfterSeconds = fallbackAfterSeconds
    }

    /// Greatest number of ``fallback`` classes.
    static let maxFallbacks = 4

    public static let fields = Fields(
        "Accelerators that the container needs. Without it, the container runs on CPUs only.",
        from: TrainingAccelerator(class: "")
    ) {
        Field.acceleratorClass(\.class)
        Field.acceleratorCount(\.count)
        Field(
            "fallback",
            \.fallback,
            .list(of: .string(.dnsLabel), .set, count: 0...maxFallbacks),
            """
            Classes to try in turn when no node has room. The run waits for the last one without a limit.
            """
        )
        Field(
            "fallbackAfterSeconds",
            \.fallbackAfterSeconds,
            .integer(1...604_800),
            """
            Seconds a pod waits for a node before the next class is tried. Time in a queue (`queueName`) does \
            not count.
            """
        )
    }
}

extension TrainingAccelerator {
    /// All classes in the order in which they are tried.
    public var classes: [String] { [`class`] + fallback }

    /// What it adds to the identity of a run, in the form that earlier releases gave it: fallbacks stand beside the
    /// request, and their delay counts only where there are some.
    var identityMembers: [String: JSONValue] {
        var members: [String: JSONValue] = ["accelerator": ["class": `class`.identity, "count": count.identity]]
        if !fallback.isEmpty {
            members["fallback"] = fallback.identity
            members["fallbackAfterSeconds"] = fallbackAfterSeconds.identity
        }
        return members
    }
}
