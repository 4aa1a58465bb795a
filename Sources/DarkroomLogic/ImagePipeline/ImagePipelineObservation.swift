public import DarkroomAPI
public import KubeCore

/// Everything that an ImagePipeline's plan is made from.
public struct ImagePipelineObservation: Sendable {
    /// The pipeline, with the status that was last written.
    public var pipeline: ImagePipeline
    /// Workflows whose controller is the pipeline, and any Workflow with the name of its next run.
    public var workflows: [WorkflowView]
    /// Workflows of the pipeline that have disappeared while this process watched, as it last saw them.
    public var departed: [WorkflowView]
    /// Pods with the pipeline's UID under ``DarkroomLabel/uid``.
    public var pods: [PodView]
    /// What the API server rejected in this attempt.
    public var rejections: [ChildRejection]
    /// The operator's configuration.
    public var configuration: OperatorConfiguration
    /// The current time.
    public var now: Timestamp

    /// Makes an observation.
    public init(
        pipeline: ImagePipeline,
        workflows: [WorkflowView] = [],
        departed: [WorkflowView] = [],
        pods: [PodView] = [],
        rejections: [ChildRejection] = [],
        configuration: OperatorConfiguration,
        now: Timestamp
    ) {
        self.pipeline = pipeline
        self.workflows = workflows
        self.departed = departed
        self.pods = pods
        self.rejections = rejections
        self.configuration = configuration
        self.now = now
    }
}
