import DarkroomAPI
import KubeCore

/// Phase of an InferenceService, with why.
struct InferenceServiceOutcome: Sendable {
    var phase: InferenceServicePhase
    /// For programs; the phase itself where there is nothing more to say.
    var reason: String
    var message: String?

    /// Reason of a service that sleeps, and that only queued work would wake of which nobody knows.
    static let queueUnreadable = "QueueUnreadable"

    /// Whether there is more to the phase than its name.
    var isTroubled: Bool { reason != phase.rawValue }

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
        } else if case .missing(let reason, let message) = situation.model {
            self.init(.activating, reason: reason, message)
        } else if situation.floor == 0 {
            self.init(idle: situation)
        } else {
            self.init(.activating, "The Deployment is being created")
        }
    }

    private init(_ deployment: DeploymentView, _ situation: InferenceServiceSituation) {
        let (desired, ready) = (situation.desiredReplicas, situation.readyReplicas)
        let diagnosis = PodDiagnosis.of(situation.livePods) ?? deployment.refusedPods
        if situation.service.spec.stopped {
            self.init(.stopped, ready > 0 ? "Stopping, \(ready) still serve" : "Stopped by spec.stopped")
        } else if desired == 0 {
            self.init(idle: situation)
        } else if ready >= desired {
            self.init(.ready, deployment.isRollingOut(to: desired) ? diagnosis?.summary ?? "Rolling out" : nil)
        } else if ready > 0 {
            let words = diagnosis?.summary ?? "\(ready) of \(desired) are ready"
            self.init(.degraded, reason: diagnosis?.reason, words)
        } else if let trouble = diagnosis ?? deployment.stuckRollout(situation.service.spec) {
            let phase: InferenceServicePhase = trouble.severity == .waiting ? .activating : .failed
            self.init(phase, reason: trouble.reason, trouble.summary)
        } else {
            self.init(.activating, Self.progress(situation.livePods))
        }
    }

    private init(idle situation: InferenceServiceSituation) {
        switch situation.wakening {
        case .byRequests: self.init(.idle, "No container runs; a request to the gateway starts one")
        case .byQueuedWork: self.init(.idle, "No container runs; work in the queue of spec.async starts one")
        case .withoutGateway:
            self.init(.idle, "No container runs, and this cluster has no gateway that would start one")
        case .withoutRoute: self.init(.idle, "No container runs, and without spec.routes no request starts one")
        case .unreadableQueue:
            self.init(
                .idle,
                reason: Self.queueUnreadable,
                "No container runs, and no work can start one: see the condition QueueReadable"
            )
        case .refusedRoutes:
            self.init(
                .idle,
                "No container runs, and the gateway refuses its route: see the condition RoutesAccepted"
            )
        }
    }

    private static func progress(_ pods: [PodView]) -> String {
        guard let pod = pods.newestFirst.first else { return "The Deployment has no pod yet" }
        guard let node = pod.nodeName else { return "The pod waits for a node" }
        return pod.phase == .running
            ? "The container runs on node \(node) and is not ready yet"
            : "The container is being prepared on node \(node)"
    }
}
