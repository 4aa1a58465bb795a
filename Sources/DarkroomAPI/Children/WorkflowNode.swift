public import KubeCore

/// One node of a Workflow's status: a step, a try of a step, or a group of them.
public struct WorkflowNode: Hashable, Sendable, Decodable {
    /// Node id, under which it is filed.
    public var id: String?
    /// Path-like name: `<workflow>.<task>`, tries as `<workflow>.<task>(0)`.
    public var name: String?
    /// Last part of the name.
    public var displayName: String?
    /// `Pod`, `DAG`, `Retry`, ...
    public var type: String?
    /// How it is.
    public var phase: WorkflowPhase?
    /// Template it runs.
    public var templateName: String?
    /// Why the phase is so, in words.
    public var message: String?
    /// When it started.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp?
}
