public import KubeCore

/// What is known of one step of the current run.
public struct PipelineStepStatus: Hashable, Sendable, Codable {
    /// Name of the step.
    public var name: String
    /// State in one word.
    public var phase: PipelineStepPhase
    /// What a person needs to know of it now.
    public var message: String?
    /// When its container started.
    public var startTime: Timestamp?
    /// When it ended.
    public var completionTime: Timestamp?

    /// Makes a status.
    public init(
        name: String,
        phase: PipelineStepPhase,
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
}

extension PipelineStepStatus: Schematic {
    public static let schema = Schema.object(
        "What is known of one step.",
        [
            .required("name", .string(.dnsLabel), "Name of the step."),
            .required("phase", .choice(of: PipelineStepPhase.self), "State of the step in one word."),
            .optional("message", .string(length: 0...32768), "Why the step waits or failed."),
            .timestamp("startTime", "When the step started."),
            .timestamp("completionTime", "When the step ended."),
        ]
    )
}
