internal import DarkroomTraffic

/// Sets how many replicas a service has.
protocol ServiceScaler: Sendable {
    /// Asks for at least one replica; has no effect on a service that already has one.
    ///
    /// - Throws: ``ScaleUpProblem`` when there is nothing to write to, or any other error when the write failed or its
    ///   outcome is not known. The activator tries again unless the problem is final.
    func scaleUp(_ service: ServiceID) async throws
}

/// Why a service cannot be scaled up at this moment.
enum ScaleUpProblem: Error, Hashable, Sendable {
    /// The InferenceService does not exist.
    case noService
    /// Its spec says that it is stopped.
    case stopped
    /// The operator has not created its Deployment yet.
    case noDeployment
    /// Another Deployment has replaced the one to write to.
    case replaced

    /// Whether the problem is permanent, so that requests should not wait for its end.
    var isFinal: Bool {
        switch self {
        case .noService, .stopped: true
        case .noDeployment, .replaced: false
        }
    }
}

extension ScaleUpProblem: CustomStringConvertible {
    /// Explains the problem in a log.
    var description: String {
        switch self {
        case .noService: "InferenceService not found"
        case .stopped: "spec.stopped is true"
        case .noDeployment: "the service has no Deployment yet: check its status, and whether the operator runs"
        case .replaced: "the Deployment was replaced in the meantime"
        }
    }
}
