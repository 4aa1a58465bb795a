public import DarkroomAPI
import KubeCore

/// What is wrong with some pods, as far as a person can do something about it.
public struct PodDiagnosis: Hashable, Sendable {
    /// Severity; of several pods, the worst is reported.
    public enum Severity: Int, Hashable, Sendable, Comparable {
        /// Nothing is broken: the pod waits for room.
        case waiting
        /// The pod failed, and another may replace it.
        case ended
        /// The pod cannot start in its current form.
        case broken

        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
    }

    /// Severity.
    public var severity: Severity
    /// Kubernetes' own word for it, such as `Unschedulable` or `OOMKilled`.
    public var reason: String
    /// Description for people, which includes the scheduler's or the kubelet's message unchanged.
    public var message: String

    /// Makes a diagnosis.
    public init(severity: Severity, reason: String, message: String) {
        self.severity = severity
        self.reason = reason
        self.message = message
    }

    /// Reason and message in one line.
    public var summary: String { message.isEmpty ? reason : "\(reason): \(message)" }
}

extension PodDiagnosis {
    /// The most useful thing to say about `pods`: of the worst kind, about the newest pod. Nil when none of them
    /// has anything wrong with it.
    public static func of(_ pods: [PodView]) -> PodDiagnosis? {
        var worst: PodDiagnosis?
        for pod in pods.newestFirst {
            guard let diagnosis = PodDiagnosis(pod) else { continue }
            if let current = worst, current.severity >= diagnosis.severity { continue }
            worst = diagnosis
        }
        return worst
    }

    /// What is wrong with one pod; nil when nothing is, or nothing yet.
    public init?(_ pod: PodView) {
        guard pod.phase != .succeeded else { return nil }
        // In the order in which a pod lives: what keeps it from a node hides everything later; what ended the pod
        // as a whole explains the ends of its containers.
        let found = Self.wholePod(pod) ?? Self.unscheduled(pod) ?? Self.containers(pod) ?? Self.lostNode(pod)
        guard let found else { return nil }
        self = found
    }

    private static func unscheduled(_ pod: PodView) -> PodDiagnosis? {
        guard pod.nodeName == nil, let scheduled = pod.status?.conditions?["PodScheduled"], scheduled.isFalse
        else { return nil }
        return PodDiagnosis(
            severity: .waiting,
            reason: scheduled.reason.filled(or: "Unschedulable"),
            message: (scheduled.message ?? "").excerpt(1000)
        )
    }

    /// Ends that concern the pod as a whole: `Evicted`, `DeadlineExceeded`, `NodeLost`, `Preempting`, ...
    private static func wholePod(_ pod: PodView) -> PodDiagnosis? {
        guard let reason = pod.status?.reason, !reason.isEmpty, pod.phase == .failed || pod.phase == .unknown
        else { return nil }
        let message = (pod.status?.message ?? "").excerpt()
        return PodDiagnosis(severity: .ended, reason: reason, message: message)
    }

    private static func lostNode(_ pod: PodView) -> PodDiagnosis? {
        let node = pod.nodeName ?? "its node"
        guard pod.isOnLostNode else { return nil }
        return PodDiagnosis(severity: .ended, reason: "NodeLost", message: "\(node) does not answer")
    }

    private static func containers(_ pod: PodView) -> PodDiagnosis? {
        let all = (pod.status?.initContainerStatuses ?? []) + (pod.status?.containerStatuses ?? [])
        let found = all.compactMap(PodDiagnosis.init(container:))
        // Beside the step's container Argo's own one may report the follow-up; the first one is the cause.
        return found.first { $0.severity == .broken } ?? found.first
    }
}

extension PodView {
    /// Whether the node has stopped answering. Kubernetes then says no more than that the pod is not ready, though all
    /// its containers were when last heard of; a pod without readiness gates is in no other case like that.
    var isOnLostNode: Bool {
        if phase == .unknown || status?.reason == "NodeLost" { return true }
        guard phase == .running, let conditions = status?.conditions else { return false }
        return conditions["Ready"]?.isFalse == true && conditions["ContainersReady"]?.isTrue == true
    }
}

extension [PodView] {
    /// These pods, the one created last first; names decide where seconds do not.
    var newestFirst: [PodView] {
        sorted { left, right in
            let (leftTime, rightTime) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            if let leftTime, let rightTime, leftTime != rightTime { return leftTime > rightTime }
            return left.metadata.name < right.metadata.name
        }
    }
}

extension String? {
    /// The text, or `fallback` without text.
    func filled(or fallback: String) -> String { flatMap { $0.isEmpty ? nil : $0 } ?? fallback }
}
