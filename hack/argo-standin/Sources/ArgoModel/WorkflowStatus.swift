public import KubeCore

/// A Workflow's `status`, as far as the stand-in writes it.
public struct WorkflowStatus: Hashable, Sendable, Codable {
    /// How far a Workflow is; absent (or empty) before anybody looked at it.
    public enum Phase: String, Hashable, Sendable, Codable {
        case unknown = ""
        case pending = "Pending"
        case running = "Running"
        case succeeded = "Succeeded"
        case failed = "Failed"
        case error = "Error"

        /// Whether nothing more happens to the Workflow.
        public var isCompleted: Bool { self == .succeeded || self == .failed || self == .error }
    }

    /// One of Argo's conditions, which carry neither reason nor time.
    public struct Condition: Hashable, Sendable, Codable {
        /// Which aspect.
        public var type: String
        /// `True` or `False`.
        public var status: String

        /// States a condition.
        public init(type: String, holds: Bool) {
            self.type = type
            status = holds ? "True" : "False"
        }
    }

    /// How far it is.
    public var phase: Phase?
    /// When it began.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp?
    /// Why it failed.
    public var message: String?
    /// Pods done of pods known, `N/M`.
    public var progress: String?
    /// `PodRunning` and `Completed`.
    public var conditions: [Condition]?
    /// The nodes by id.
    public var nodes: [String: NodeStatus]?

    /// The status of a Workflow nobody has looked at.
    public init() {}
}
