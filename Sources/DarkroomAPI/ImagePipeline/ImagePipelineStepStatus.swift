public import KubeCRD
public import KubeCore

/// State of one step of the current run.
public struct ImagePipelineStepStatus: Hashable, FieldCoded {
    /// Name of the step.
    public var name: String
    /// State in one word.
    public var phase: ImagePipelineStepPhase
    /// What the user needs to know about it now.
    public var message: String?
    /// When its container started.
    public var startTime: Timestamp?
    /// When it ended.
    public var completionTime: Timestamp?

    /// Makes a status.
    public init(
        name: String,
        phase: ImagePipelineStepPhase,
        message: String? = nil,
        startTime: Timestamp? = nil,
        completionTime: Timestamp? = nil
    ) {
        self.name = name
        self.phase = phase
        self.message = message
        self.startTime = startTime
        self.completionTime = completionTime
    }

    public static let fields = Fields(
        "State of one step.",
        from: ImagePipelineStepStatus(name: "", phase: .pending)
    ) {
        Field(required: "name", \.name, .string(.dnsLabel), "Name of the step.")
        Field(required: "phase", \.phase, "State of the step in one word.")
        Field("message", \.message, .string(length: 0...32768), "Why the step waits or failed.")
        Field("startTime", \.startTime, "When the step started.")
        Field("completionTime", \.completionTime, "When the step ended.")
    }
}
