import DarkroomAPI
import KubeCore

/// What the pods of an InferenceService are doing, independent of the operator's actions.
enum InferenceWorkload: Hashable, Sendable {
    /// `spec.stopped` keeps the service down; this many pods are still ready.
    case stopped(ready: Int)
    /// Scaled to zero.
    case idle(WakeSource)
    /// Pods are desired, and the Deployment does not exist yet.
    case creating
    /// Pods are desired, none is ready, and nothing is wrong.
    case activating(PodStartup)
    /// Pods are desired, none is ready, and this is why.
    case obstructed(PodDiagnosis)
    /// Some of the desired pods are ready; the diagnosis explains the others.
    case degraded(ready: Int, desired: Int, PodDiagnosis?)
    /// All desired pods are ready, and pods of an older template are being replaced.
    case rollingOut(PodDiagnosis?)
    /// All desired pods are ready.
    case ready

    init(_ observed: ObservedInferenceService) {
        let (desired, ready) = (observed.desiredReplicas, observed.readyReplicas)
        if observed.service.spec.stopped {
            self = .stopped(ready: ready)
        } else if desired == 0 {
            self = .idle(observed.wakeSource)
        } else if let deployment = observed.deployment.object {
            let diagnosis = PodDiagnosis.of(observed.pods) ?? deployment.podCreationFailure
            if ready >= desired {
                self = deployment.isRollingOut(to: desired) ? .rollingOut(diagnosis) : .ready
            } else if ready > 0 {
                self = .degraded(ready: ready, desired: desired, diagnosis)
            } else if let diagnosis = diagnosis ?? deployment.stuckRollout(observed.service.spec) {
                self = .obstructed(diagnosis)
            } else {
                self = .activating(PodStartup(observed.pods))
            }
        } else {
            self = .creating
        }
    }
}

extension InferenceWorkload {
    /// The service's phase when nothing else needs to be reported.
    var summary: PhaseSummary<InferenceServicePhase> {
        switch self {
        case .stopped(ready: 0): PhaseSummary(.stopped, "Stopped by spec.stopped")
        case .stopped(let ready): PhaseSummary(.stopped, "Stopping; pods that are still ready: \(ready)")
        case .idle(let source): source.summary
        case .creating: PhaseSummary(.activating, "The Deployment is being created")
        case .activating(let startup): PhaseSummary(.activating, startup.message)
        case .obstructed(let diagnosis):
            PhaseSummary(
                diagnosis.severity == .waiting ? .activating : .failed,
                reason: diagnosis.reason,
                diagnosis.summary
            )
        case .degraded(let ready, let desired, let diagnosis):
            PhaseSummary(
                .degraded,
                reason: diagnosis?.reason,
                diagnosis?.summary ?? "\(ready) of \(desired) pods are ready"
            )
        case .rollingOut(let diagnosis): PhaseSummary(.ready, diagnosis?.summary ?? "A new version is rolling out")
        case .ready: PhaseSummary(.ready)
        }
    }
}

extension WakeSource {
    /// The phase of a service that is scaled to zero.
    fileprivate var summary: PhaseSummary<InferenceServicePhase> {
        switch self {
        case .requests: PhaseSummary(.idle, "No pod runs; a request to the gateway starts one")
        case .queuedWork: PhaseSummary(.idle, "No pod runs; work in the queue of spec.async starts one")
        case .noGateway: PhaseSummary(.idle, "No pod runs, and no gateway is configured that would start one")
        case .noRoute: PhaseSummary(.idle, "No pod runs, and without spec.routes no request starts one")
        case .rejectedRoutes:
            PhaseSummary(.idle, "No pod runs, and the gateway rejects the routes: see the condition RoutesAccepted")
        case .unreadableQueue:
            PhaseSummary(
                .idle,
                reason: ObservedInferenceService.queueUnreadable,
                "No pod runs, and no work can start one: see the condition QueueReadable"
            )
        }
    }
}
