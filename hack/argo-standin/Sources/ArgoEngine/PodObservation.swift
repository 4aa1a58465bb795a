import ArgoModel
import KubeCore

/// The state of a node according to its pod.
struct PodObservation: Hashable {
    var phase: NodeStatus.Phase
    var message: String?
    var exitCode: String?
    /// When the last container ended.
    var finishedAt: Timestamp?

    init(_ pod: Pod) {
        let terminated = pod.status.containerStatuses?.compactMap(\.state?.terminated) ?? []
        finishedAt = terminated.compactMap(\.finishedAt).max()
        let main = pod.status.containerStatuses?.first { $0.name == ArgoNames.mainContainer }
        exitCode = (main?.state?.terminated?.exitCode).map { String($0) }
        switch pod.status.phase {
        case nil, "", "Pending":
            phase = .pending
            message = Self.pendingReason(pod)
        case "Running":
            phase = .running
        case "Succeeded":
            phase = .succeeded
        case "Failed":
            (phase, message) = Self.failure(pod)
        case let other?:
            phase = .error
            message = "Unexpected pod phase for \(pod.metadata.name): \(other)"
        }
    }

    private static func pendingReason(_ pod: Pod) -> String? {
        for waiting in pod.status.containerStatuses?.compactMap(\.state?.waiting) ?? [] {
            return waiting.words
        }
        return pod.status.conditions?.first { $0.reason == "Unschedulable" }?.words
    }

    private static func failure(_ pod: Pod) -> (NodeStatus.Phase, String) {
        // The kubelet's message about the whole pod: it was evicted, or exceeded its deadline.
        if let message = pod.status.message, !message.isEmpty { return (.failed, message) }
        // The pod is being deleted: the exit of its containers says nothing about the template.
        if pod.metadata.isBeingDeleted { return (.error, podDeleted) }
        for container in pod.status.containerStatuses ?? [] {
            if let waiting = container.state?.waiting {
                let reason = waiting.words ?? "unknown reason"
                return (.error, "Pod failed before \(container.name) container starts due to \(reason)")
            }
            if let end = container.state?.terminated, end.exitCode != 0 {
                let words = "\(container.name): \(end.reason ?? "Error") (exit code \(end.exitCode))"
                return (.failed, [words, end.message].compactMap(\.self).joined(separator: ": "))
            }
        }
        let name = "pod \(pod.metadata.name) namespace \(pod.metadata.namespace ?? "")"
        return (.failed, "can't find failed message for \(name)")
    }

    /// Argo's message on a node whose pod is gone.
    static let podDeleted = "pod deleted"
}

extension Pod.Condition {
    fileprivate var words: String? {
        let parts = [reason, message].compactMap(\.self).filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ": ")
    }
}
