import DarkroomAPI
import KubeCore

/// The writes that an InferenceService needs at a stage.
enum InferenceServiceActions {
    static func actions(_ stage: InferenceServiceStage, _ observed: ObservedInferenceService) -> [ChildWrite] {
        switch stage {
        case .unacceptable: []
        // An unusable number of replicas waits for its correction; stopping is always possible.
        case .frozen(_, .stopped): scale(observed)
        case .frozen: []
        case .awaitingModel: clusterService(observed)
        case .keepingModel: clusterService(observed) + scale(observed)
        case .following(let model, _): deployment(observed, model) + clusterService(observed) + scale(observed)
        }
    }

    private static func deployment(_ observed: ObservedInferenceService, _ model: ModelSource?) -> [ChildWrite] {
        func manifest() -> InferenceDeploymentManifest {
            InferenceDeploymentManifest(observed.service, model, observed.configuration)
        }
        switch observed.deployment {
        case .rejected, .terminating: return []
        case .missing: return [.create(manifest().created)]
        case .present(let child):
            let manifest = manifest()
            guard !manifest.isCurrent(child) else { return [] }
            return [.apply(manifest.applied, uid: child.metadata.uid)]
                + patch(DeploymentView.resource, child.metadata, manifest.removal(from: child))
        }
    }

    /// Creates the Service if it does not exist instead of applying it: an apply would take over a foreign Service.
    private static func clusterService(_ observed: ObservedInferenceService) -> [ChildWrite] {
        let manifest = InferenceClusterServiceManifest(observed.service)
        switch observed.clusterService {
        case .rejected, .terminating: return []
        case .missing: return [.create(manifest.applied)]
        case .present(let child):
            guard !manifest.isCurrent(child) else { return [] }
            return [.apply(manifest.applied, uid: child.metadata.uid)]
                + patch(ServiceView.resource, child.metadata, manifest.removal(from: child))
        }
    }

    private static func patch(
        _ resource: APIResource,
        _ child: ObjectMeta,
        _ patch: JSONValue?
    ) -> [ChildWrite] {
        patch.map { [.patch(resource, child.key, uid: child.uid, $0)] } ?? []
    }

    /// Keeps the number of pods at the floor or above, or at zero when stopped. All above the floor is the autoscaler's.
    private static func scale(_ observed: ObservedInferenceService) -> [ChildWrite] {
        switch observed.deployment {
        case .missing, .rejected, .terminating: return []
        case .present(let child):
            let (replicas, floor) = (observed.desiredReplicas, observed.floor)
            let isWithinBounds = observed.service.spec.stopped ? replicas == 0 : replicas >= floor
            guard !isWithinBounds else { return [] }
            return [.scale(DeploymentView.resource, child.key, uid: child.metadata.uid, replicas: floor)]
        }
    }
}
