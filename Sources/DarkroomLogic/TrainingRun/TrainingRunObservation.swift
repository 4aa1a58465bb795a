public import DarkroomAPI
public import KubeCore

/// Everything that a TrainingRun's plan is made from.
public struct TrainingRunObservation: Sendable {
    /// The run, with the status that was last written.
    public var run: TrainingRun
    /// Jobs whose controller is the run, and any other Job that has the name of its Job.
    public var jobs: [JobView]
    /// Jobs of the run that have disappeared while this process watched, as it last saw them.
    public var departed: [JobView]
    /// Pods with the run's UID under ``DarkroomLabel/uid``.
    public var pods: [PodView]
    /// What the API server has rejected in this reconcile.
    public var rejections: [ChildRejection]
    /// Answer to the plan's last question about Events (``ReconcilePlan/eventQuery``).
    public var event: ObservedEvent?
    /// Signs the tokens that trainers report back with; nil when they cannot report.
    public var tokens: (any CallbackTokenSigner)?
    /// The operator's configuration.
    public var configuration: OperatorConfiguration
    /// The current time.
    public var now: Timestamp

    /// Makes an observation.
    public init(
        run: TrainingRun,
        jobs: [JobView] = [],
        departed: [JobView] = [],
        pods: [PodView] = [],
        rejections: [ChildRejection] = [],
        event: ObservedEvent? = nil,
        tokens: (any CallbackTokenSigner)? = nil,
        configuration: OperatorConfiguration,
        now: Timestamp
    ) {
        self.run = run
        self.jobs = jobs
        self.departed = departed
        self.pods = pods
        self.rejections = rejections
        self.event = event
        self.tokens = tokens
        self.configuration = configuration
        self.now = now
    }
}
