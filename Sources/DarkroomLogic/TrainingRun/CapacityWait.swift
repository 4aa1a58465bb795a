import DarkroomAPI
import KubeCore

/// A pod's wait for a node with accelerators, after which another class is taken.
struct CapacityWait: Sendable {
    private let seconds: Int
    private let since: Timestamp
    private let present: String
    private let next: String
    private let scheduler: String

    /// Nil when the pod does not wait for a node, or when there is no other class to take.
    init?(of pod: PodView, _ attempts: TrainingAttempts) {
        guard let present = attempts.acceleratorClass, let next = attempts.nextClass,
            let seconds = attempts.fallbackAfterSeconds, pod.nodeName == nil,
            let scheduled = pod.status?.conditions?["PodScheduled"], scheduled.isFalse,
            let since = pod.metadata.creationTimestamp ?? scheduled.lastTransitionTime
        else { return nil }
        self.seconds = seconds
        self.since = since
        self.present = present
        self.next = next
        scheduler = (scheduled.message ?? "").excerpt(500)
    }

    /// Time left; nil once the wait is over.
    func remaining(now: Timestamp) -> Duration? { TimeLimit.remaining(seconds, after: since, now: now) }

    /// What to say once it is over.
    var words: String {
        let words = "No room on \(present) within \(seconds) s; \(next) is taken instead"
        return scheduler.isEmpty ? words : "\(words) (\(scheduler))"
    }
}
