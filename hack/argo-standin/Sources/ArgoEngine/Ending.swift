import ArgoModel
import KubeCore

/// Why a Workflow is ended before it is done.
enum Ending: Hashable, Sendable {
    case shutdown(WorkflowSpec.Shutdown)
    case deadline(Timestamp)

    init?(shutdown: WorkflowSpec.Shutdown?, deadline: Timestamp?, now: Timestamp) {
        if let shutdown {
            self = .shutdown(shutdown)
        } else if let deadline, deadline <= now {
            self = .deadline(deadline)
        } else {
            return nil
        }
    }

    /// Argo's message on a pod that this ending ends.
    var podMessage: String {
        switch self {
        // The two spaces are Argo's.
        case .shutdown(let strategy): "workflow shutdown with strategy:  \(strategy.rawValue)"
        case .deadline: "Step exceeded its deadline"
        }
    }

    /// Argo's message on a Retry node whose attempt this ending ends.
    var retryMessage: String {
        switch self {
        case .shutdown(let strategy): "Stopped with strategy '\(strategy.rawValue)'"
        case .deadline(let time): "retry exceeded workflow deadline \(time)"
        }
    }

    /// Argo's message on the Workflow; nil if that is the root node's.
    var workflowMessage: String? {
        switch self {
        case .shutdown(let strategy): "Stopped with strategy '\(strategy.rawValue)'"
        case .deadline: nil
        }
    }
}
