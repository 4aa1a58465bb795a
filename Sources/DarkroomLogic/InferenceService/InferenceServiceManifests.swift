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
    /// Replicas the Deployment begins with.
    private let initialReplicas: Int

    init(_ service: InferenceService, _ configuration: OperatorConfiguration) {
        let children = ChildMetadata(of: service)
        name = InferenceServiceName.child(of: service.metadata.name)
        key = children.key(name)
        initialReplicas = service.spec.stopped ? 0 : service.spec.scaling.minReplicas
        deployment = Self.deployment(name, service.spec, children, configuration)
        self.service = Self.service(name, service.spec, children)
    }

    /// Hash of the Deployment as applied.
    var deploymentHash: String { Self.hash(deployment) }

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
        object.metadata.annotations = [DarkroomAnnotation.specHash: deploymentHash]
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
        let pod = PodSpecApply(container, on: spec.placement(configuration), configuration: configuration)

        var applied = DeploymentApply.Spec()
        applied.selector = DeploymentApply.Selector(matchLabels: children.selector)
        // Without accelerators a new pod comes up before an old one goes. With them there is usually no free one
        // for a pod above the number, which would wait for ever for the pod it is to replace.
        applied.strategy =
            spec.accelerator == nil
            ? .rolling(maxSurge: 1, maxUnavailable: 0) : .rolling(maxSurge: 0, maxUnavailable: 1)
        applied.progressDeadlineSeconds = 600
        applied.revisionHistoryLimit = 3
        applied.template = PodTemplateApply(metadata: ApplyMeta(labels: children.labels), spec: pod)
        return DeploymentApply(metadata: children.child(name), spec: applied)
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
