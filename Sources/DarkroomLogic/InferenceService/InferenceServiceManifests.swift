import DarkroomAPI
import KubeCore

/// Builds the children of an InferenceService.
struct InferenceServiceManifests: Sendable {
    /// Name of the pods' only container.
    static let containerName = "server"
    /// Name of its port, by which the Service and the probe find it.
    static let portName = "http"

    /// Name of both children.
    let name: String
    let key: ObjectKey
    /// The Deployment's and the Service's metadata and spec, without the hash of what they are.
    let deployment: DeploymentApply
    let service: ServiceApply
    /// The checkpoint that pods are to have, if it is one.
    private let checkpoint: CheckpointModel?
    /// Replicas the Deployment begins with.
    private let initialReplicas: Int

    /// - Parameter model: The version that pods are to have; nil for a service without model.
    init(_ service: InferenceService, _ model: ModelSupply?, _ configuration: OperatorConfiguration) {
        let children = ChildMetadata(of: service)
        name = InferenceServiceName.child(of: service.metadata.name)
        key = children.key(name)
        initialReplicas = service.spec.stopped ? 0 : service.spec.scaling.minReplicas
        checkpoint = model?.checkpoint
        deployment = Self.deployment(name, service.spec, model, children, configuration)
        self.service = Self.service(name, service.spec, children)
    }

    /// Hash of the Deployment as applied, but for the image of Darkroom's own container and for what a label of the pods
    /// says too: an upgrade of Darkroom must not replace the pods of every service.
    var deploymentHash: String {
        var described = deployment
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
        return Self.hash(described)
    }

    /// Hash of the Service as applied.
    var serviceHash: String { Self.hash(service) }

    /// The Deployment as it is created: with replicas, which later on belong to the autoscaler.
    var newDeployment: ChildManifest {
        var object = stampedDeployment
        object.spec.replicas = initialReplicas
        return ChildManifest(DeploymentView.resource, key, object)
    }

    /// The Deployment as it is applied when it exists.
    var appliedDeployment: ChildManifest { ChildManifest(DeploymentView.resource, key, stampedDeployment) }

    /// The Service.
    var appliedService: ChildManifest {
        var object = service
        object.metadata.annotations = [DarkroomAnnotation.specHash: serviceHash]
        return ChildManifest(ServiceView.resource, key, object)
    }

    private var stampedDeployment: DeploymentApply {
        var object = deployment
        var annotations = [DarkroomAnnotation.specHash: deploymentHash]
        annotations[DarkroomAnnotation.checkpoint] = checkpoint?.record
        object.metadata.annotations = annotations
        return object
    }

    private static func hash(_ object: some Encodable) -> String {
        SpecHash.of((try? JSONValue(encoding: object)) ?? .null)
    }
}

extension InferenceServiceManifests {
    private static func deployment(
        _ name: String,
        _ spec: InferenceServiceSpec,
        _ model: ModelSupply?,
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
        let template = PodTemplateApply(metadata: ApplyMeta(labels: children.labels), spec: pod)

        var applied = DeploymentApply.Spec()
        applied.selector = DeploymentApply.Selector(matchLabels: children.selector)
        // A new pod comes up before an old one goes, above all one with a model that may not load. But where it is the
        // image alone that may fail, and accelerators are needed, of which there is usually none to spare, a pod above
        // the number would wait for ever for the pod it is to replace.
        applied.strategy =
            spec.accelerator == nil || model != nil
            ? .rolling(maxSurge: 1, maxUnavailable: 0) : .rolling(maxSurge: 0, maxUnavailable: 1)
        applied.progressDeadlineSeconds = max(600, spec.scaling.coldStartTimeoutSeconds)
        applied.revisionHistoryLimit = 3
        applied.template = model.map { template.with($0, configuration) } ?? template
        return DeploymentApply(metadata: children.child(name), spec: applied)
    }

    /// Seconds that a pod which has to go may take: as long as any of its requests, or work that it has fetched.
    private static func gracePeriod(_ spec: InferenceServiceSpec) -> Int {
        spec.routes.reduce(max(30, spec.async?.timeoutSeconds ?? 0)) { max($0, $1.timeoutSeconds) }
    }

    private static func service(
        _ name: String,
        _ spec: InferenceServiceSpec,
        _ children: ChildMetadata
    ) -> ServiceApply {
        var applied = ServiceApply.Spec()
        applied.type = "ClusterIP"
        applied.selector = children.selector
        applied.ports = [ServiceApply.Port(name: portName, port: spec.port, targetPort: portName)]
        return ServiceApply(metadata: children.child(name), spec: applied)
    }
}
