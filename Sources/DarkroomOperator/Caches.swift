internal import DarkroomAPI
internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging

/// The operator's view of the cluster: one reflector a resource, shared by the three controllers.
struct Caches: Sendable {
    let imagePipelines: Reflector<ImagePipeline>
    let trainingRuns: Reflector<TrainingRun>
    let inferenceServices: Reflector<InferenceService>
    let workflows: Reflector<WorkflowView>
    let jobs: Reflector<JobView>
    let deployments: Reflector<DeploymentView>
    let services: Reflector<ServiceView>
    let pods: Reflector<PodView>

    /// Finds pods by the custom resource they work for, through whatever engine they came.
    static let podsByOwner = CacheIndex<PodView>.label(DarkroomLabel.uid)

    /// Finds services by the key of the TrainingRun that their model comes from.
    static let servicesByTraining = CacheIndex<InferenceService>("training") { service in
        service.trainingKey.map { ["\($0)"] } ?? []
    }

    /// Custom resources may not be installed yet.
    private static let missingResourceGracePeriod = Duration.seconds(10)

    init(client: KubeClient, namespace: String?, logger: Logger) {
        // Children and pods carry our label: the rest of the cluster never reaches this process.
        let ours = LabelSelector.matching([DarkroomLabel.managedBy: DarkroomLabel.managedByValue])
        func kind<Kind: DarkroomResource>(
            _ type: Kind.Type,
            indexes: [CacheIndex<Kind>] = []
        ) -> Reflector<Kind> {
            Reflector(
                client: client,
                namespace: namespace,
                indexes: [.uid] + indexes,
                missingResourceGracePeriod: Self.missingResourceGracePeriod,
                logger: logger
            )
        }
        func child<Child: KubeObject>(
            _ type: Child.Type,
            missingResourceGracePeriod: Duration? = nil
        ) -> Reflector<Child> {
            Reflector(
                client: client,
                namespace: namespace,
                selector: ours,
                indexes: [.controllerUID],
                missingResourceGracePeriod: missingResourceGracePeriod,
                logger: logger
            )
        }
        imagePipelines = kind(ImagePipeline.self)
        trainingRuns = kind(TrainingRun.self)
        inferenceServices = kind(InferenceService.self, indexes: [Self.servicesByTraining])
        workflows = child(WorkflowView.self, missingResourceGracePeriod: Self.missingResourceGracePeriod)
        jobs = child(JobView.self)
        deployments = child(DeploymentView.self)
        services = child(ServiceView.self)
        pods = Reflector(
            client: client,
            namespace: namespace,
            selector: ours,
            indexes: [Self.podsByOwner],
            logger: logger
        )
    }

    /// Everything that has to be synced before the operator is ready.
    var sources: [any CacheSource] {
        [imagePipelines, trainingRuns, inferenceServices, workflows, jobs, deployments, services, pods]
    }

    /// The run that a service's model comes from, if there is one.
    func trainingRun(of service: InferenceService) -> TrainingRun? {
        service.trainingKey.flatMap { trainingRuns.store[$0] }
    }

    /// Pods that work for a custom resource.
    func pods(of owner: ObjectMeta) -> [PodView] {
        pods.store.objects(in: Self.podsByOwner, owner.uid, namespace: owner.namespace)
    }
}

extension Reflector {
    /// Objects that an owner controls.
    func children(of owner: ObjectMeta) -> [Object] {
        store.objects(in: .controllerUID, owner.uid, namespace: owner.namespace)
    }
}

extension InferenceService {
    /// The TrainingRun that the model comes from.
    fileprivate var trainingKey: ObjectKey? {
        spec.model?.trainingRun.map { ObjectKey(namespace: metadata.namespace, name: $0.name) }
    }
}
