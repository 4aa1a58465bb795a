import KubeCore

@testable import DarkroomAPI
@testable import DarkroomLogic

extension ServiceWorld {
    private static let plans = PlanMemory<InferenceServiceStatus>()

    /// What the operator would do now.
    var plan: ReconcilePlan<InferenceServiceStatus> {
        Self.plans.plan(for: [minReplicas, service.seen, deployments.seen, clusterServices.seen, pods, now]) {
            InferenceServicePlanner.plan(observation)
        }
    }

    /// One reconcile, as `KindReconciler` does it: the children, then the status.
    mutating func reconcile(diesBeforeStatus: Bool = false) {
        `operator`.isQueued = false
        let known = service.seen.status
        let plan = plan
        `operator`.wakesAt = plan.requeueAfter.map { now + Int($0.components.seconds) }
        for write in plan.writes {
            // Before it creates anything, the operator asks the server whether it knows the present service.
            if write.isCreate, !service.isCurrent { return }
            carryOut(write)
        }
        if diesBeforeStatus {
            `operator`.isAway = true
            return
        }
        // The new child will show in the next plan's status.
        if plan.writes.contains(where: \.isCreate) { return }
        if plan.status != known { service.write { $0.status = plan.status } }
    }

    private mutating func carryOut(_ write: ChildWrite) {
        switch write {
        case .create(let manifest): create(manifest)
        case .apply(let manifest, let uid): merge(manifest.resource, uid, manifest.body)
        case .patch(let resource, _, let uid, let patch): merge(resource, uid, patch)
        case .scale(let resource, _, let uid, let replicas):
            merge(resource, uid, ["spec": ["replicas": .integer(Int64(replicas))]])
        case .createUnread, .delete: break
        }
    }

    private mutating func create(_ manifest: ChildManifest) {
        if manifest.resource == ServiceView.resource {
            if clusterServices.stored.isEmpty { clusterServices.write { $0.append(manifest.body) } }
        } else if deployments.stored.isEmpty {
            made += 1
            let deployment = Deployment(number: made, object: manifest.body)
            deployments.write { $0.append(deployment) }
        }
    }

    private mutating func merge(_ resource: APIResource, _ uid: String, _ patch: JSONValue) {
        if resource == ServiceView.resource {
            clusterServices.write { $0 = $0.map { $0.merged(with: patch) } }
        } else {
            deployments.write { deployments in
                for index in deployments.indices where deployments[index].uid == uid {
                    deployments[index].merge(patch)
                }
            }
        }
    }

    /// What the operator sees, from its caches.
    private var observation: InferenceServiceObservation {
        var spec = InferenceServiceSpec(image: service.seen.image)
        spec.scaling.minReplicas = minReplicas
        spec.scaling.maxReplicas = 4
        spec.stopped = service.seen.isStopped
        spec.routes = [InferenceRoute(path: "/segment")]
        var metadata = ObjectMeta.custom("segment")
        metadata.generation = service.seen.generation
        let service = InferenceService(metadata: metadata, spec: spec, status: service.seen.status)
        return InferenceServiceObservation(
            service: service,
            deployments: deployments.seen.compactMap(\.view),
            services: clusterServices.seen.compactMap {
                try? $0.merged(with: ["metadata": ["uid": "service"]]).decode(ServiceView.self)
            },
            pods: pods.map(\.view),
            configuration: OperatorConfiguration(gateway: OperatorConfiguration.Gateway(url: "http://gateway")),
            now: .noon.adding(seconds: now)
        )
    }
}

extension ServiceWorld.Deployment {
    mutating func merge(_ patch: JSONValue) {
        let merged = object.merged(with: patch)
        if merged["spec"] != object["spec"] { generation += 1 }
        object = merged
    }

    fileprivate var view: DeploymentView? {
        guard var view = try? object.decode(DeploymentView.self) else { return nil }
        view.metadata.uid = uid
        view.metadata.generation = generation
        var status = DeploymentView.Status()
        status.observedGeneration = observedGeneration
        status.replicas = counted.all
        status.readyReplicas = counted.ready
        status.updatedReplicas = counted.updated
        if isRefused {
            status.conditions = [
                ObservedCondition(
                    type: "ReplicaFailure",
                    status: "True",
                    reason: "FailedCreate",
                    message: "pods is forbidden: exceeded quota"
                )
            ]
        }
        view.status = status
        return view
    }
}

extension ServiceWorld.Pod {
    fileprivate var view: PodView {
        var metadata = ObjectMeta(name: "pod-\(number)", namespace: "team", uid: "pod-\(number)")
        metadata.creationTimestamp = .noon
        let waiting = ContainerStatus.Waiting(reason: "CrashLoopBackOff", message: "back-off restarting")
        let state = ContainerStatus.State(waiting: hasCrashed ? waiting : nil, running: hasCrashed ? nil : .init())
        var status = PodView.Status(phase: .running)
        status.conditions = [ObservedCondition(type: "Ready", status: isReady ? "True" : "False")]
        status.containerStatuses = [ContainerStatus(name: "server", state: state)]
        return PodView(metadata: metadata, spec: PodView.Spec(nodeName: "gpu-1"), status: status)
    }
}
