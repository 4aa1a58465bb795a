public import KubeCore

/// A Workflow's `status`, as far as the stand-in writes it.
public struct WorkflowStatus: Hashable, Sendable, Codable {
    /// The phase of a Workflow; absent (or empty) before a controller has seen it.
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

    /// One of Argo's conditions, which have neither reason nor time.
    public struct Condition: Hashable, Sendable, Codable {
        /// The type of the condition.
        public var type: String
        /// `True` or `False`.
        public var status: String

        /// Creates a condition.
        public init(type: String, holds: Bool) {
            self.type = type
            status = holds ? "True" : "False"
        }
    }

    /// Its phase.
    public var phase: Phase?
    /// When it began.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp?
    /// Why it failed.
    public var message: String?
    /// Completed pods of known pods, `N/M`.
    public var progress: String?
    /// `PodRunning` and `Completed`.
    public var conditions: [Condition]?
    /// The nodes by id.
    public var nodes: [String: NodeStatus]?

    /// The status of a Workflow that no controller has seen.
    public init() {}
}
