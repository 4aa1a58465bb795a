public import KubeCRD
public import KubeCore

/// The current run of an ``ImagePipeline``, or its last one.
public struct ImagePipelineRun: Hashable, FieldCoded {
    /// Name of its Workflow.
    public var name: String
    /// UID of its Workflow; nil until the server has been seen to have it.
    public var uid: String?
    /// When it started.
    public var startTime: Timestamp?
    /// When it ended.
    public var completionTime: Timestamp?
    /// Hash of the spec that it was created from.
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

    public static let fields = Fields("The current run, or the last one.", from: ImagePipelineRun(name: "")) {
        Field(required: "name", \.name, .string(length: 1...253), "Name of the run's Workflow.")
        Field("uid", \.uid, .string(length: 1...64), "UID of the run's Workflow.")
        Field("startTime", \.startTime, "When the run started.")
        Field("completionTime", \.completionTime, "When the run ended.")
        Field("specHash", \.specHash, .string(length: 0...64), "Hash of the spec that the run was created from.")
        Field(
            "runID",
            \.runID,
            .string(length: 0...DarkroomAnnotation.maxLength),
            "Value the annotation `\(DarkroomAnnotation.runID)` had when the run started."
        )
    }
}
