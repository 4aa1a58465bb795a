/// A problem of the containers that Argo adds to a step's pod (`init` and `wait`), whose cause is how Argo is installed
/// and not the step.
enum ArgoExecutorProblem: Hashable, Sendable {
    /// The pod's service account may not record results. Every step fails then, although its own container succeeds.
    case cannotRecordResults
    /// The executor's image names no user, and no pod of Darkroom's may run as root.
    case runsAsRoot

    /// Recognizes the problem in what Argo or the kubelet says of a step; nil when the text is about something else.
    init?(in text: String) {
        if text.contains("workflowtaskresults"), text.contains("forbidden") {
            self = .cannotRecordResults
        } else if text.contains("container wait ended with exit code 64") {
            // The executor's exit code for any error of its own, of which this is by far the most frequent.
            self = .cannotRecordResults
        } else if text.contains("runAsNonRoot"),
            text.contains("container init:") || text.contains("container wait:")
        {
            self = .runsAsRoot
        } else {
            return nil
        }
    }

    /// What to do about it.
    var remedy: String {
        switch self {
        case .cannotRecordResults:
            "Allow the service account of the step, or of Argo's executor, to create and patch "
                + "workflowtaskresults.argoproj.io in this namespace (see argoExecutor in the values of Darkroom's chart)"
        case .runsAsRoot:
            "Configure Argo's controller to use an executor image that does not run as root, such as "
                + "argoexec:VERSION-nonroot"
        }
    }

    /// The text, and what to do about it when it is about such a problem.
    static func withRemedy(_ text: String) -> String {
        guard let problem = ArgoExecutorProblem(in: text) else { return text }
        return "\(text). \(problem.remedy)"
    }
}
