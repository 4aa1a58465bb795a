internal import DarkroomTraffic

/// Sets how many replicas a service has.
protocol ServiceScaler: Sendable {
    /// Asks for at least one replica; a service that has one already stays as it is.
    ///
    /// - Throws: ``ScaleUpProblem`` when there is nothing to write to, or any other error when the write failed or its
    ///   outcome is not known. The activator tries again unless the problem is final.
    func scaleUp(_ service: ServiceID) async throws
}

/// Why a service cannot be scaled up at this moment.
enum ScaleUpProblem: Error, Hashable, Sendable {
    /// There is no such InferenceService.
    case noService
    /// Its spec says that it is stopped.
    case stopped
    /// The operator has not made its Deployment yet.
    case noDeployment
    /// Another Deployment has taken the place of the one that was to be written to.
    case replaced

    /// Whether it will not pass by itself, so that no request need wait for that.
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
