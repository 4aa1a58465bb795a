public import DarkroomAPI
public import KubeCore

/// All an InferenceService's plan is made from.
public struct InferenceServiceObservation: Sendable {
    /// The service, with the status that was last written.
    public var service: InferenceService
    /// Deployments whose controller is the service, and whatever has the name of its Deployment.
    public var deployments: [DeploymentView]
    /// Services whose controller is the service, and whatever has the name of its Service.
    public var services: [ServiceView]
    /// Pods with the service's UID under ``DarkroomLabel/uid``.
    public var pods: [PodView]
    /// The run that the service's model comes from, if it names one and that exists.
    public var trainingRun: TrainingRun?
    /// What the API server refused in this very attempt.
    public var rejections: [ChildRejection]
    /// The operator's configuration.
    public var configuration: OperatorConfiguration
    /// The present.
    public var now: Timestamp

    /// Makes an observation.
    public init(
        service: InferenceService,
        deployments: [DeploymentView] = [],
        services: [ServiceView] = [],
        pods: [PodView] = [],
        trainingRun: TrainingRun? = nil,
        rejections: [ChildRejection] = [],
        configuration: OperatorConfiguration,
        now: Timestamp
    ) {
        self.service = service
        self.deployments = deployments
        self.services = services
        self.pods = pods
        self.trainingRun = trainingRun
        self.rejections = rejections
        self.configuration = configuration
        self.now = now
    }
}
