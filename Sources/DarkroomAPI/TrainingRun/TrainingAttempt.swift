public import KubeCRD
public import KubeCore

/// One attempt of a ``TrainingRun`` that has ended: one Job, whose container ran at most once.
public struct TrainingAttempt: Hashable, FieldCoded {
    /// Number of the attempt, from 1.
    public var number: Int
    /// Name of its Job, which may be gone.
    public var job: String?
    /// Accelerator class it asked for.
    public var accelerator: String?
    /// Node it ran on.
    public var node: String?
    /// When its container started, the last one if there were several; nil when it never did, or was gone at the end.
    public var startTime: Timestamp?
    /// When it ended.
    public var completionTime: Timestamp
    /// How it ended, for programs: `Completed`, ``noCapacity``, or Kubernetes' own word, such as `OOMKilled`.
    public var reason: String
    /// Explanation of the reason.
    public var message: String?
    /// Exit code of its container.
    public var exitCode: Int?
    /// True for an attempt that something other than the run ended, and that does not count against `retry.limit`; nil
    /// for all others.
    public var disrupted: Bool?

    /// Reason of an attempt that was given up for another accelerator class.
    public static let noCapacity = "NoCapacity"

    /// Longest list of attempts: the first, ten retries, one for each fallback and for each disruption, and some to spare.
    /// What follows from the attempts, such as how many were disrupted, is counted in this list.
    public static let maxCount = 128

    /// Describes an attempt.
    public init(
        number: Int,
        job: String? = nil,
        accelerator: String? = nil,
        node: String? = nil,
        startTime: Timestamp? = nil,
        completionTime: Timestamp,
        reason: String,
        message: String? = nil,
        exitCode: Int? = nil,
        disrupted: Bool? = nil
    ) {
        self.number = number
        self.job = job
        self.accelerator = accelerator
        self.node = node
        self.startTime = startTime
        self.completionTime = completionTime
        self.reason = reason
        self.message = message
        self.exitCode = exitCode
        self.disrupted = disrupted
    }

    public static let fields = Fields(
        "An attempt that has ended.",
        from: TrainingAttempt(number: 0, completionTime: .unset, reason: "")
    ) {
        Field(required: "number", \.number, .attempt, "Number of the attempt, from 1.")
        Field("job", \.job, .string(length: 0...253), "Name of its Job, which may no longer exist.")
        Field("accelerator", \.accelerator, .string(length: 0...63), "Accelerator class that it requested.")
        Field("node", \.node, .string(length: 0...253), "Node it ran on.")
        Field("startTime", \.startTime, "When its container started. Without it, the container never started.")
        Field(required: "completionTime", \.completionTime, "When it ended.")
        Field(
            required: "reason",
            \.reason,
            .string(length: 1...128),
            "How it ended, in one word, such as `Completed`, `NoCapacity` or `OOMKilled`."
        )
        Field("message", \.message, .string(length: 0...1024), "Explanation of the reason.")
        Field("exitCode", \.exitCode, .integer(-2_147_483_648...4_294_967_295), "Exit code of its container.")
        Field(
            "disrupted",
            \.disrupted,
            "Whether something other than the run ended it, such as an eviction: it counts against disruptionLimit only."
        )
    }
}
