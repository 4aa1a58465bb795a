import DarkroomAPI
import KubeCore

/// The Service of an InferenceService.
struct InferenceClusterServiceManifest: Sendable {
    let key: ObjectKey
    /// Metadata and spec, without the annotation of a stored Service.
    let object: ServiceApply
    /// Hash of ``object``.
    let hash: String

    init(_ service: InferenceService) {
        let children = ChildMetadata(of: service)
        let name = InferenceServiceName.child(of: service.metadata.name)
        let port = InferenceDeploymentManifest.portName
        var spec = ServiceApply.Spec()
        spec.type = "ClusterIP"
        spec.selector = children.selector
        spec.ports = [ServiceApply.Port(name: port, port: service.spec.port, targetPort: port)]
        key = children.key(name)
        object = ServiceApply(metadata: children.child(name), spec: spec)
        hash = SpecHash.of((try? JSONValue(encoding: object)) ?? .null)
    }

    /// The Service to create and apply.
    var applied: ChildManifest {
        var object = object
        object.metadata.annotations = [DarkroomAnnotation.specHash: hash]
        return ChildManifest(ServiceView.resource, key, object)
    }
}
