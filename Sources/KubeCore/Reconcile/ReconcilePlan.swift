/// The result of planning for a custom resource and its children.
public struct ReconcilePlan<Status: Sendable & Equatable>: Sendable, Equatable {
    /// Writes to children, in execution order. Empty when all children are in their desired state.
    public var writes: [ChildWrite]
    /// The complete status; written only when it differs from the observed one.
    public var status: Status
    /// When to plan again even if nothing changes; nil when only a change can alter the plan.
    public var requeueAfter: Duration?
    /// What the next plan needs to know from Events; nil when it needs nothing.
    public var eventQuery: EventQuery?

    /// Makes a plan.
    public init(
        writes: [ChildWrite] = [],
        status: Status,
        requeueAfter: Duration? = nil,
        eventQuery: EventQuery? = nil
    ) {
        self.writes = writes
        self.status = status
        self.requeueAfter = requeueAfter
        self.eventQuery = eventQuery
    }
}
