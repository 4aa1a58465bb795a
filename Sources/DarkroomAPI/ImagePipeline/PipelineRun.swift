public import KubeCore

/// The current run of an ``ImagePipeline``, or its last one.
public struct PipelineRun: Hashable, Sendable, Codable {
    /// Name of its Workflow.
    public var name: String
    /// UID of its Workflow; nil until the server has been seen to have it.
    public var uid: String?
    /// When it started.
    public var startTime: Timestamp?
    /// When it ended.
    public var completionTime: Timestamp?
    /// Hash of what it was made from.
    public var specHash: String?
    /// Rerun token it was started with (``DarkroomAnnotation/runID``).
    public var runID: String?

    /// Makes a run.
    public init(
        name: String,
        uid: String? = nil,
        startTime: Timestamp? = nil,
        completionTime: Timestamp? = nil,
        specHash: String? = nil,
        runID: String? = nil
    ) {
        self.name = name
        self.uid = uid
        self.startTime = startTime
        self.completionTime = completionTime
        self.specHash = specHash
        self.runID = runID
    }
}

extension PipelineRun: Schematic {
    public static let schema = Schema.object(
        "The current run, or the last one.",
        [
            .required("name", .string(length: 1...253), "Name of the run's Workflow."),
            .optional("uid", .string(length: 1...64), "UID of the run's Workflow."),
            .timestamp("startTime", "When the run started."),
            .timestamp("completionTime", "When the run ended."),
            .optional("specHash", .string(length: 0...64), "Hash of what the run was made from."),
            .optional(
                "runID",
                .string(length: 0...253),
                "Value the annotation `\(DarkroomAnnotation.runID)` had when the run started."
            ),
        ]
    )
}
