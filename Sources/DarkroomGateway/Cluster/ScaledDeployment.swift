internal import DarkroomAPI
internal import KubeCore

/// The part of a service's Deployment that scaling needs.
struct ScaledDeployment: KubeObject {
    static let resource = DeploymentView.resource

    let metadata: ObjectMeta
    private let spec: Spec?

    private struct Spec: Hashable, Sendable, Decodable {
        var replicas: Int?
        var template: Template?
    }

    private struct Template: Hashable, Sendable, Decodable {
        var metadata: ObjectMeta?
    }

    /// Desired replicas; 1 if the field is missing, which is Kubernetes' default.
    var replicas: Int { spec?.replicas ?? 1 }

    /// Version of the model that new pods load; nil without a model.
    var modelVersion: String? { spec?.template?.metadata?.labels[DarkroomLabel.modelVersion] }
}
