import DarkroomAPI
import KubeCore

/// Why a pod was told to end before its trainer had ended by itself.
///
/// Newer servers say so in the pod's condition `DisruptionTarget`. Where there is none, the kubelet's reason tells, and
/// otherwise the deletion itself. Whether the run itself is behind the deletion is for the caller to know.
struct PodDisruption: Sendable, Hashable {
    /// Cause, for programs.
    let reason: String
    /// Explanation for people, which begins with the reason.
    let message: String
    /// When the pod was told to end; nil when no object says.
    let time: Timestamp?

    /// Nil for a pod that was not told to end, or whose trainer had ended before.
    init?(_ pod: PodView) {
        guard let cause = Cause(pod) else { return nil }
        let told = pod.metadata.deletionRequestTime ?? cause.time
        if let told, let end = pod.trainerEnd?.finishedAt, told >= end.adding(seconds: Self.clockDifference) {
            return nil
        }
        reason = cause.reason
        message = "\(cause.reason): \(cause.account(of: pod))"
        time = told
    }

    /// Seconds by which the clocks of a node and of the API server may differ. In doubt a trainer was told to end: to repeat
    /// the work since its last checkpoint costs less than to take it for done.
    private static let clockDifference = 5

    /// Reason of a pod whose node does not answer or is gone.
    static let nodeLost = "NodeLost"
    /// Reason of a pod that was deleted, by what is not known.
    static let deleted = "Deleted"
}

extension PodDisruption {
    /// What tells that a pod was told to end.
    private struct Cause {
        let reason: String
        var time: Timestamp?
        /// The words of the component that ended the pod.
        var words: String?

        init?(_ pod: PodView) {
            let target = pod.status?.conditions?["DisruptionTarget"]
            if pod.metadata.isBeingDeleted, pod.isOnLostNode {
                reason = PodDisruption.nodeLost
                words = target?.message
            } else if let target, target.isTrue, pod.metadata.isBeingDeleted || pod.hasEnded {
                // Without a deletion or an end, the pod has only been chosen.
                reason = Self.reason(ofTarget: target.reason, status: pod.status?.reason)
                time = target.lastTransitionTime
                words = target.message
            } else if let ofKubelet = pod.status?.reason.flatMap(Self.reason(ofKubelet:)), pod.hasEnded {
                reason = ofKubelet
                words = pod.status?.message
            } else if pod.metadata.isBeingDeleted {
                reason = PodDisruption.deleted
            } else {
                return nil
            }
        }

        /// Source: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
        private static func reason(ofTarget reason: String?, status: String?) -> String {
            switch reason {
            case "PreemptionByScheduler", "PreemptionByKubeScheduler": "Preempted"
            case "EvictionByEvictionAPI", "DeletionByTaintManager": "Evicted"
            case "DeletionByPodGC": PodDisruption.nodeLost
            case "TerminationByKubelet": status.flatMap(Self.reason(ofKubelet:)) ?? "Evicted"
            case .some(let other) where !other.isEmpty: other
            case .some, .none: "Evicted"
            }
        }

        /// What a kubelet writes into `status.reason` of a pod that it ends, or that it does not admit: after a
        /// restart of the node even one that ran there, and otherwise one for which the scheduler's view was too old.
        private static func reason(ofKubelet reason: String) -> String? {
            switch reason {
            case "Evicted", PodDisruption.nodeLost: reason
            case "Preempting", "Preempted": "Preempted"
            case "Shutdown", "NodeShutdown", "Terminated": "NodeShutdown"
            case "NodeAffinity", "UnexpectedAdmissionError": reason
            default: reason.hasPrefix("OutOf") ? reason : nil
            }
        }

        func account(of pod: PodView) -> String {
            let name = pod.metadata.name
            let node = pod.nodeName ?? "its node"
            let account =
                switch reason {
                case PodDisruption.nodeLost: "\(node) does not answer, and its pods were evicted"
                case PodDisruption.deleted: "pod \(name) was deleted, but not by this run"
                case "Evicted": "pod \(name) was evicted from \(node)"
                case "Preempted": "pod \(name) gave way to a pod of higher priority"
                case "NodeShutdown": "\(node) was shut down"
                default: "pod \(name) was told to end, or not admitted, by \(node)"
                }
            let words = (words ?? "").excerpt(400)
            return words.isEmpty ? account : "\(account) (\(words))"
        }
    }
}

extension PodView {
    /// Whether the trainer or the whole pod has ended.
    fileprivate var hasEnded: Bool { isFinished || trainerEnd != nil }
}
