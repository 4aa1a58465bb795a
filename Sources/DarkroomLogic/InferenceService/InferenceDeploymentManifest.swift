import DarkroomAPI
import KubeCore

/// The Deployment of an InferenceService. Its hash is computed once, when it is made.
struct InferenceDeploymentManifest: Sendable {
    /// Name of the pods' only container.
    static let containerName = "server"
    /// Name of its port, by which the Service and the probe find it.
    static let portName = "http"

    let key: ObjectKey
    /// Metadata and spec, without the annotations of a stored Deployment.
    let object: DeploymentApply
    /// Hash of ``object``, apart from the image of Darkroom's own container, which must not replace the pods of every
    /// service when Darkroom is upgraded, and apart from what a label of the pods repeats.
    let hash: String
    /// The checkpoint that pods serve, if their model is one.
    private let checkpoint: CheckpointModel?
    /// Replicas that the Deployment starts with.
    private let initialReplicas: Int

    /// - Parameter model: The version that pods serve; nil for a service without model.
    init(_ service: InferenceService, _ model: ModelSource?, _ configuration: OperatorConfiguration) {
        let children = ChildMetadata(of: service)
        let name = InferenceServiceName.child(of: service.metadata.name)
        key = children.key(name)
        initialReplicas = service.spec.stopped ? 0 : service.spec.scaling.minReplicas
        checkpoint = model?.checkpoint
        object = Self.deployment(name, service.spec, model, children, configuration)
        hash = Self.hash(object)
    }

    /// The Deployment to create: with replicas, which belong to the autoscaler afterwards.
    var created: ChildManifest {
        var object = stamped
        object.spec.replicas = initialReplicas
        return ChildManifest(DeploymentView.resource, key, object)
    }

    /// The Deployment to apply when it exists.
    var applied: ChildManifest { ChildManifest(DeploymentView.resource, key, stamped) }

    private var stamped: DeploymentApply {
        var object = object
        var annotations = [DarkroomAnnotation.specHash: hash]
        annotations[DarkroomAnnotation.checkpoint] = checkpoint?.record
        object.metadata.annotations = annotations
        return object
    }

    private static func hash(_ object: DeploymentApply) -> String {
        var described = object
        let own = described.spec.template?.spec?.initContainers?.map { container in
            var container = container
            container.image = nil
            return container
        }
        described.spec.template?.spec?.initContainers = own
        described.spec.template?.metadata?.annotations?[DarkroomAnnotation.model] = nil
        if described.spec.template?.metadata?.annotations?.isEmpty == true {
            described.spec.template?.metadata?.annotations = nil
        }
        return SpecHash.of((try? JSONValue(encoding: described)) ?? .null)
    }
}

extension InferenceDeploymentManifest {
    private static func deployment(
        _ name: String,
        _ spec: InferenceServiceSpec,
        _ model: ModelSource?,
        _ children: ChildMetadata,
        _ configuration: OperatorConfiguration
    ) -> DeploymentApply {
        var container = spec.container(named: containerName, configuration: configuration)
        container.ports = [ContainerPortApply(name: portName, containerPort: spec.port)]
        var probe = ProbeApply(path: spec.probes.path, port: portName)
        probe.periodSeconds = spec.probes.periodSeconds
        probe.timeoutSeconds = spec.probes.timeoutSeconds
        probe.failureThreshold = spec.probes.failureThreshold
        container.readinessProbe = probe
        var pod = PodSpecApply(container, on: spec.placement(configuration), configuration: configuration)
        pod.terminationGracePeriodSeconds = gracePeriod(spec)
        let template = PodTemplateApply(metadata: .pods(spec, labels: children.labels), spec: pod)

        var applied = DeploymentApply.Spec()
        applied.selector = DeploymentApply.Selector(matchLabels: children.selector)
        // A new pod becomes ready before an old one goes, above all with a model, which may not load. Without one, and
        // on accelerators, which are usually all in use, an additional pod would wait forever for the pod
        // that it replaces.
        applied.strategy =
            spec.accelerator == nil || model != nil
            ? .rolling(maxSurge: 1, maxUnavailable: 0) : .rolling(maxSurge: 0, maxUnavailable: 1)
        applied.progressDeadlineSeconds = max(600, spec.scaling.coldStartTimeoutSeconds)
        applied.revisionHistoryLimit = 3
        var complete = model.map { template.with($0, configuration) } ?? template
        if let memory = SharedMemory(spec) { complete.spec = complete.spec.map { memory.added(to: $0) } }
        applied.template = complete
        return DeploymentApply(metadata: children.child(name), spec: applied)
    }

    /// Seconds that a terminating pod may take: as long as any of its requests, or work that it has fetched.
    private static func gracePeriod(_ spec: InferenceServiceSpec) -> Int {
        spec.routes.reduce(max(30, spec.async?.timeoutSeconds ?? 0)) { max($0, $1.timeoutSeconds) }
    }
}
