public import KubeCore

/// One node of a Workflow's status: a step, a try of a step, or a group of them.
public struct WorkflowNode: Hashable, Sendable, Decodable {
    /// Path-like name: `<workflow>.<task>`, tries as `<workflow>.<task>(0)`.
    public var name: String?
    /// How it is.
    public var phase: WorkflowPhase?
    /// Explanation of the phase.
    public var message: String?
    /// When it started.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp?
}
