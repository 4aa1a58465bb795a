import KubeCore
import Synchronization

/// Plans by what they were made from. A planner is a pure function, and different courses lead to the same observation.
final class PlanMemory<Status: Sendable & Equatable>: Sendable {
    private let plans = Mutex<[Int: ReconcilePlan<Status>]>([:])

    /// - Parameter observation: All that the plan depends on.
    func plan(
        for observation: [any Hashable],
        _ make: () -> ReconcilePlan<Status>
    ) -> ReconcilePlan<Status> {
        var hasher = Hasher()
        for part in observation { part.hash(into: &hasher) }
        let hash = hasher.finalize()
        if let known = plans.withLock({ $0[hash] }) { return known }
        let plan = make()
        plans.withLock { $0[hash] = plan }
        return plan
    }
}
