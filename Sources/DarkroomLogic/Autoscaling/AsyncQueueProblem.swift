import KubeCore

/// Why a queue cannot be read.
public enum AsyncQueueProblem: Error, Hashable, Sendable {
    /// The InferenceService does not exist.
    case noService
    /// It has no ready pod to ask, and asking does not wake one.
    case noReadyPod
    /// The pod did not answer.
    case noReply
    /// The pod answered with another status than 200.
    case refused(status: Int)
    /// The pod answered with 200, but without a valid number.
    case noNumber

    /// Reason of the condition, for programs.
    public var reason: String {
        switch self {
        case .noService: "ServiceNotFound"
        case .noReadyPod: "NoReadyPod"
        case .noReply: "NoReply"
        case .refused: "Refused"
        case .noNumber: "NoNumber"
        }
    }

    /// What is wrong with `source`, and what to do.
    public func summary(_ source: AsyncQueueSource) -> String {
        let (service, path) = (source.service.name, source.path)
        let expected = #"it must answer GET with 200 and a JSON object such as {"queued": 12}"#
        return switch self {
        case .noService:
            "spec.async.queue.service: InferenceService \(service) not found in this namespace"
        case .noReadyPod:
            """
            InferenceService \(service) has no ready pod, and reading its queue does not wake one: check its status, and set \
            its scaling.minReplicas: 1
            """
        case .noReply: "A pod of InferenceService \(service) does not answer in time at \(path); \(expected)"
        case .refused(let status): "A pod of InferenceService \(service) answers \(status) at \(path); \(expected)"
        case .noNumber: "A pod of InferenceService \(service) does not return a number at \(path); \(expected)"
        }
    }
}
