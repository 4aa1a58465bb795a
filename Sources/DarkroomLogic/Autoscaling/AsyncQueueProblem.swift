import KubeCore

/// Why it is not known how much work waits in a queue.
public enum AsyncQueueProblem: Error, Hashable, Sendable {
    /// No such InferenceService.
    case noService
    /// It has no pod that could be asked, and asking does not wake one.
    case noReadyPod
    /// The pod that was asked has not answered.
    case noReply
    /// It has answered with something else than 200.
    case refused(status: Int)
    /// It has answered with 200, and with what is no such number.
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
        let wish = #"it has to answer GET with 200 and a JSON object such as {"queued": 12}"#
        return switch self {
        case .noService:
            "There is no InferenceService \(service) in this namespace, which spec.async.queue.service names"
        case .noReadyPod:
            """
            InferenceService \(service) has no ready pod that could be asked, and asking wakes none: see its status; it \
            needs scaling.minReplicas: 1
            """
        case .noReply: "A pod of InferenceService \(service) does not answer at \(path) in time; \(wish)"
        case .refused(let status): "A pod of InferenceService \(service) answers at \(path) with \(status); \(wish)"
        case .noNumber: "A pod of InferenceService \(service) gives no number at \(path); \(wish)"
        }
    }
}
