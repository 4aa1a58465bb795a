public import KubeCRD
public import KubeCore

/// Why the present attempt of a ``TrainingRun`` is ending although its trainer is not done: something other than the run
/// told its pod to end.
///
/// It is on record before the pod ends, because the pod may be gone before its end is seen.
public struct TrainingDisruption: Hashable, FieldCoded {
    /// Number of the attempt.
    public var attempt: Int
    /// Cause, for programs, such as `Evicted`.
    public var reason: String
    /// Explanation of the reason.
    public var message: String?
    /// When the pod was told to end, as far as that is known.
    public var time: Timestamp
    /// Name of the pod; nil when it was gone before it was seen.
    public var pod: String?
    /// Name of the Job.
    public var job: String?
    /// Node of the pod.
    public var node: String?
    /// When the trainer's container started.
    public var startTime: Timestamp?

    /// Describes a disruption.
    public init(
        attempt: Int,
        reason: String,
        message: String? = nil,
        time: Timestamp,
        pod: String? = nil,
        job: String? = nil,
        node: String? = nil,
        startTime: Timestamp? = nil
    ) {
        self.attempt = attempt
        self.reason = reason
        self.message = message
        self.time = time
        self.pod = pod
        self.job = job
        self.node = node
        self.startTime = startTime
    }

    public static let fields = Fields(
        """
        Why the pod of the current attempt was told to end before its trainer was done. Absent once the attempt has \
        ended.
        """,
        from: TrainingDisruption(attempt: 0, reason: "", time: .unset)
    ) {
        Field(required: "attempt", \.attempt, .attempt, "Number of the attempt.")
        Field(required: "reason", \.reason, .string(length: 1...128), "Cause in one word, such as `Evicted`.")
        Field("message", \.message, .string(length: 0...1024), "Explanation of the reason.")
        Field(required: "time", \.time, "When the pod was told to end.")
        Field("pod", \.pod, .string(length: 0...253), "Name of the pod.")
        Field("job", \.job, .string(length: 0...253), "Name of its Job, which may no longer exist.")
        Field("node", \.node, .string(length: 0...253), "Node of the pod.")
        Field("startTime", \.startTime, "When the trainer's container started.")
    }
}
