import DarkroomAPI
import KubeCore

/// What is to be written for an InferenceService.
enum InferenceServiceWrites {
    static func writes(_ situation: InferenceServiceSituation) -> [ChildWrite] {
        // A bad spec leaves what runs as it is: a typing error must not take a service down.
        let content =
            situation.problems.isEmpty ? deployment(situation) + service(situation) : []
        return content + scale(situation)
    }

    private static func deployment(_ situation: InferenceServiceSituation) -> [ChildWrite] {
        // Pods without the model they need would only fail.
        if case .missing = situation.model { return [] }
        let manifests = situation.manifests
        guard let child = situation.deployment else {
            let isRefused = situation.deployments.rejection(manifests.key) != nil
            return isRefused ? [] : [.create(manifests.newDeployment)]
        }
        guard !child.metadata.isBeingDeleted, !manifests.isCurrent(child) else { return [] }
        return [.apply(manifests.appliedDeployment, uid: child.metadata.uid)]
            + patch(DeploymentView.resource, child.metadata, manifests.removal(from: child))
    }

    /// Created, not applied, while there is none: an apply would take over a Service of somebody else.
    private static func service(_ situation: InferenceServiceSituation) -> [ChildWrite] {
        let manifests = situation.manifests
        guard let child = situation.clusterService else {
            let isRefused = situation.services.rejection(manifests.key) != nil
            return isRefused ? [] : [.create(manifests.appliedService)]
        }
        guard !child.metadata.isBeingDeleted, !manifests.isCurrent(child) else { return [] }
        return [.apply(manifests.appliedService, uid: child.metadata.uid)]
            + patch(ServiceView.resource, child.metadata, manifests.removal(from: child))
    }

    private static func patch(
        _ resource: APIResource,
        _ child: ObjectMeta,
        _ patch: JSONValue?
    ) -> [ChildWrite] {
        patch.map { [.patch(resource, child.key, uid: child.uid, $0)] } ?? []
    }

    /// Keeps the number of pods at the floor or above. All above it is the autoscaler's.
    private static func scale(_ situation: InferenceServiceSituation) -> [ChildWrite] {
        guard let child = situation.deployment, !child.metadata.isBeingDeleted else { return [] }
        let isStopped = situation.service.spec.stopped
        let replicas = situation.desiredReplicas
        let isWithinBounds = isStopped ? replicas == 0 : replicas >= situation.floor
        // An unusable minReplicas waits for its correction; stopping is always possible.
        guard !isWithinBounds, isStopped || situation.problems.isEmpty else { return [] }
        return [
            .scale(DeploymentView.resource, child.key, uid: child.metadata.uid, replicas: situation.floor)
        ]
    }
}
