/// What one look at a custom resource and its children leads to.
public struct ReconcilePlan<Status: Sendable & Equatable>: Sendable, Equatable {
    /// Writes on children, in the order in which they are carried out. Empty once everything is as it should be.
    public var writes: [ChildWrite]
    /// The complete status; written only when it differs from the one that was read.
    public var status: Status
    /// When to look again even if nothing changes; nil when only a change can lead to something else.
    public var requeueAfter: Duration?

    /// Makes a plan.
    public init(writes: [ChildWrite] = [], status: Status, requeueAfter: Duration? = nil) {
        self.writes = writes
        self.status = status
        self.requeueAfter = requeueAfter
    }
}
