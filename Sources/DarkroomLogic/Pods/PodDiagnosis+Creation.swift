import KubeCore

extension PodDiagnosis {
    /// Kubernetes' reason for a pod that a controller could not create.
    static let failedCreate = "FailedCreate"

    /// Why a controller could not create a pod, in the API server's words.
    ///
    /// They name the pod, which has another name at each attempt: without it, the status stays the same until something
    /// changes.
    init(podCreationFailure message: String, reason: String? = nil) {
        var words = message[...]
        for prefix in ["(combined from similar events): ", "Error creating: "] where words.hasPrefix(prefix) {
            words = words.dropFirst(prefix.count)
        }
        self.init(
            severity: .broken,
            reason: reason.filled(or: Self.failedCreate),
            message: Self.withoutPodName(words).excerpt(1000)
        )
    }

    /// Whether a message is the API server's refusal of a pod.
    static func isPodCreationFailure(_ message: String) -> Bool {
        message.hasPrefix(opening) && message.contains("is forbidden: ")
    }

    private static let opening = #"pods ""#

    /// `pods "digits-x7k2p" is forbidden: ...` as `the pod is forbidden: ...`.
    private static func withoutPodName(_ words: Substring) -> String {
        guard words.hasPrefix(opening) else { return String(words) }
        let rest = words.dropFirst(opening.count)
        guard let end = rest.firstIndex(of: "\"") else { return String(words) }
        return "the pod" + rest[rest.index(after: end)...]
    }
}
