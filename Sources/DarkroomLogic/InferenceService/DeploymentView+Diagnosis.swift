import DarkroomAPI
import KubeCore

extension DeploymentView {
    /// What keeps the Deployment from creating pods at all, such as a quota.
    var podCreationFailure: PodDiagnosis? {
        guard let failure = status?.conditions?["ReplicaFailure"], failure.isTrue else { return nil }
        return PodDiagnosis(podCreationFailure: failure.message ?? "", reason: failure.reason)
    }

    /// A diagnosis when pods of the newest template did not become ready in time, with where to look.
    func stuckRollout(_ spec: InferenceServiceSpec) -> PodDiagnosis? {
        let reason = "ProgressDeadlineExceeded"
        guard status?.conditions?["Progressing"]?.reason == reason else { return nil }
        let check =
            spec.probes.path.map { "answers GET \($0.excerpt(200)) (spec.probes.path) with 200" }
            ?? "listens on port \(spec.port) (spec.port)"
        return PodDiagnosis(
            severity: .broken,
            reason: reason,
            message: "No container became ready in time; check whether it \(check)"
        )
    }

    /// Whether pods of an older template are still being replaced.
    func isRollingOut(to desired: Int) -> Bool {
        let isSeen = (status?.observedGeneration ?? 0) >= metadata.generation
        let updated = status?.updatedReplicas ?? 0
        return !isSeen || updated < desired || (status?.replicas ?? 0) > updated
    }
}
