public import KubeCRD
public import KubeCore

/// A finished run of an ``ImagePipeline``.
public struct ImagePipelineRunSummary: Hashable, FieldCoded {
    /// Name of its Workflow, which may be gone.
    public var name: String
    /// How it ended.
    public var phase: ImagePipelinePhase
    /// Why it ended so, if that needs words.
    public var message: String?
    /// When it started.
    public var startTime: Timestamp?
    /// When it ended.
    public var completionTime: Timestamp?

    /// Makes a summary.
    public init(
        name: String,
        phase: ImagePipelinePhase,
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

    public static let fields = Fields("A finished run.", from: ImagePipelineRunSummary(name: "", phase: .succeeded)) {
        Field(
            required: "name",
            \.name,
            .string(length: 1...253),
            "Name of the run's Workflow, which may no longer exist."
        )
        Field(required: "phase", \.phase, "How the run ended.")
        Field("message", \.message, .string(length: 0...32768), "Why the run ended like this.")
        Field("startTime", \.startTime, "When the run started.")
        Field("completionTime", \.completionTime, "When the run ended.")
    }
}
