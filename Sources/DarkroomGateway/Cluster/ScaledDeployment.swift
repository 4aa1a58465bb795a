internal import DarkroomAPI
internal import KubeCore

/// What scaling needs to know of a service's Deployment.
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

    /// Pods that are wanted; a Deployment without a number has one.
    var replicas: Int { spec?.replicas ?? 1 }

    /// Version of the model that new pods load; nil without a model.
    var modelVersion: String? { spec?.template?.metadata?.labels[DarkroomLabel.modelVersion] }
}
