import DarkroomAPI
import KubeCore

/// Phase of an InferenceService, with why.
struct InferenceServiceOutcome: Sendable {
    var phase: InferenceServicePhase
    /// For programs; the phase itself where there is nothing more to say.
    var reason: String
    var message: String?

    init(_ phase: InferenceServicePhase, reason: String? = nil, _ message: String? = nil) {
        self.phase = phase
        self.reason = reason ?? phase.rawValue
        self.message = message
    }

    init(_ situation: InferenceServiceSituation) {
        guard let deployment = situation.deployment else {
            self.init(withoutDeployment: situation)
            return
        }
        self.init(deployment, situation)
        if let refusal = situation.refusal {
            // Without a Service it cannot be reached under its name, however well its pods are.
            if situation.clusterService == nil { phase = .failed }
            reason = refusal.reason
            message = refusal.summary
        } else if !situation.problems.isEmpty {
            message = situation.problems.summary()
        }
    }

    private init(withoutDeployment situation: InferenceServiceSituation) {
        if let problem = situation.problems.first {
            self.init(.failed, reason: problem.reason.rawValue, situation.problems.summary())
        } else if let refusal = situation.refusal {
            self.init(.failed, reason: refusal.reason, refusal.summary)
        } else if situation.service.spec.stopped {
            self.init(.stopped, "Stopped by spec.stopped")
        } else if situation.floor == 0 {
            self.init(.idle, "No container is wanted")
        } else {
            self.init(.activating, "The Deployment is being created")
        }
    }

    private init(_ deployment: DeploymentView, _ situation: InferenceServiceSituation) {
        let (desired, ready) = (situation.desiredReplicas, situation.readyReplicas)
        let diagnosis = PodDiagnosis.of(situation.livePods) ?? Self.refusedPods(deployment)
        if situation.service.spec.stopped {
            self.init(.stopped, ready > 0 ? "Stopping, \(ready) still serve" : "Stopped by spec.stopped")
        } else if desired == 0 {
            self.init(.idle, "No container is wanted")
        } else if ready >= desired {
            self.init(
                .ready,
                Self.isRollingOut(deployment, desired) ? diagnosis?.summary ?? "Rolling out" : nil
            )
        } else if ready > 0 {
            let words = diagnosis?.summary ?? "\(ready) of \(desired) are ready"
            self.init(.degraded, reason: diagnosis?.reason, words)
        } else if let diagnosis {
            self.init(
                diagnosis.severity == .broken ? .failed : .activating,
                reason: diagnosis.reason,
                diagnosis.summary
            )
        } else if Self.isStuck(deployment) {
            self.init(.failed, reason: "ProgressDeadlineExceeded", Self.unready(situation.service.spec))
        } else {
            self.init(.activating, Self.progress(situation.livePods))
        }
    }

    /// What keeps the Deployment from having pods at all, such as a quota.
    private static func refusedPods(_ deployment: DeploymentView) -> PodDiagnosis? {
        guard let failure = deployment.status?.conditions?["ReplicaFailure"], failure.isTrue else {
            return nil
        }
        return PodDiagnosis(
            severity: .broken,
            reason: failure.reason.filled(or: "ReplicaFailure"),
            message: (failure.message ?? "").excerpt(500)
        )
    }

    private static func isRollingOut(_ deployment: DeploymentView, _ desired: Int) -> Bool {
        let isSeen = (deployment.status?.observedGeneration ?? 0) >= deployment.metadata.generation
        return !isSeen || (deployment.status?.updatedReplicas ?? 0) < desired
    }

    private static func isStuck(_ deployment: DeploymentView) -> Bool {
        deployment.status?.conditions?["Progressing"]?.reason == "ProgressDeadlineExceeded"
    }

    private static func unready(_ spec: InferenceServiceSpec) -> String {
        let check =
            spec.probes.path.map { "answers GET \($0.excerpt(200)) (spec.probes.path) with 200" }
            ?? "listens on port \(spec.port) (spec.port)"
        return "No container became ready in time; see whether it \(check)"
    }

    private static func progress(_ pods: [PodView]) -> String {
        guard let pod = pods.newestFirst.first else { return "The Deployment has no pod yet" }
        guard let node = pod.nodeName else { return "The pod waits for a node" }
        return pod.phase == .running
            ? "The container runs on node \(node) and is not ready yet"
            : "The container is being prepared on node \(node)"
    }
}
