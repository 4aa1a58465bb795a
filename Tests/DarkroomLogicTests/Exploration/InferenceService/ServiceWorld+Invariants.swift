import DarkroomAPI
import Exploration
import KubeCore

extension ServiceWorld {
    /// What an action has broken.
    func violation(after action: Action, since before: ServiceWorld) -> Violation<ClusterInvariant>? {
        if [.operatorReconciles, .operatorDiesMidway].contains(action), let violation = violationOfScale(before) {
            return violation
        }
        let (old, new) = (before.service.stored.status, service.stored.status)
        if (new?.observedGeneration ?? 0) < (old?.observedGeneration ?? 0) {
            return Violation(.statusGoesForward, "It was about generation \(old?.observedGeneration ?? 0).")
        }
        return nil
    }

    /// The operator only keeps the number of pods within the bounds.
    private func violationOfScale(_ before: ServiceWorld) -> Violation<ClusterInvariant>? {
        guard let old = before.deployments.stored.first, let new = deployments.stored.first, old.uid == new.uid,
            old.replicas != new.replicas, old.replicas >= minReplicas, !before.service.seen.isStopped
        else { return nil }
        return Violation(
            .scaleIsOthers,
            "The operator has scaled the Deployment from \(old.replicas) to \(new.replicas)."
        )
    }

    var violationAtRest: Violation<ClusterInvariant>? {
        let status = service.stored.status ?? InferenceServiceStatus()
        if undisturbedAction != nil {
            return Violation(.writesStop, "Things go on and on. The status is \(status.words).")
        }
        let plan = plan
        if !plan.writes.isEmpty || plan.status != status {
            return Violation(
                .writesStop,
                "Nothing has changed, but the operator wants to write: \(plan.writes.verbs), \(plan.status.words)."
            )
        }
        if service.stored.isStopped, !pods.isEmpty {
            return Violation(.overMeansFree, "The service is stopped, but has \(pods.count) pods.")
        }
        let isReady = status.conditions[ConditionType.ready]?.status == .true
        let sleeps = deployments.stored.first?.replicas == 0 && minReplicas == 0
        if isReady, !pods.contains(where: \.isReady), !sleeps, minReplicas > 0 {
            return Violation(.successHasEvidence, "The service is \(status.words) and Ready, but none of its pods is.")
        }
        return follows(status)
    }

    /// Whether the service is as its spec says, or says why not.
    private func follows(_ status: InferenceServiceStatus) -> Violation<ClusterInvariant>? {
        guard let deployment = deployments.stored.first, !clusterServices.stored.isEmpty else {
            return service.stored.isStopped
                ? nil : Violation(.nothingHangs, "A child is missing, and the status stays \(status.words).")
        }
        if deployment.image != service.stored.image {
            return Violation(.nothingHangs, "The pods have another image than the spec: \(deployment.image ?? "none").")
        }
        let isWhole = pods.count(where: \.isReady) >= deployment.replicas
        if !isWhole, (status.message ?? "").isEmpty {
            return Violation(.waitsHaveReasons, "Pods are missing, and the status does not say why: \(status.words).")
        }
        return nil
    }
}

extension InferenceServiceStatus {
    /// The status in a few words.
    var words: String {
        let name = phase?.rawValue ?? "without a phase"
        return (message ?? "").isEmpty ? name : "\(name) (\(message ?? ""))"
    }
}
