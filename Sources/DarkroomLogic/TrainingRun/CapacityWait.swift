import DarkroomAPI
import KubeCore

/// The limit on a pod's wait for a node, after which the next accelerator class is tried.
struct CapacityWait: Sendable {
    /// Time left; nil once the wait is over.
    let remaining: Duration?
    /// What to say once it is over.
    let message: String

    /// Nil when the scheduler has not reported missing capacity, or when no other class is left to try.
    init?(of pod: PodView, _ attempts: TrainingAttempts, now: Timestamp) {
        guard let present = attempts.acceleratorClass, let next = attempts.nextClass,
            let seconds = attempts.fallbackAfterSeconds,
            let scheduled = pod.status?.conditions?["PodScheduled"], scheduled.isFalse,
            let since = pod.metadata.creationTimestamp ?? scheduled.lastTransitionTime
        else { return nil }
        remaining = TimeLimit.remaining(seconds, after: since, now: now)
        let account = "No capacity on \(present) within \(seconds) s; trying \(next) instead"
        let scheduler = (scheduled.message ?? "").excerpt(500)
        message = scheduler.isEmpty ? account : "\(account) (\(scheduler))"
    }
}
