internal import DarkroomLogic
internal import KubeCore
internal import Synchronization

/// What is known of all queues of asynchronous work, by the service that the work is for.
final class WorkQueueBoard: Sendable {
    private let depths = Mutex<[ObjectKey: WorkQueueDepth]>([:])

    /// What is known at this moment.
    func knowledge(now: ContinuousClock.Instant) -> [ObjectKey: WorkQueueDepth.Knowledge] {
        depths.withLock { $0.mapValues { $0.knowledge(now: now) } }
    }

    /// Forgets all queues but these; one that a spec now looks for elsewhere begins anew.
    func keep(_ sources: [ObjectKey: WorkQueueSource], now: ContinuousClock.Instant) {
        depths.withLock { depths in
            depths = sources.reduce(into: [:]) { kept, entry in
                let known = depths[entry.key].flatMap { $0.source == entry.value ? $0 : nil }
                kept[entry.key] = known ?? WorkQueueDepth(source: entry.value, now: now)
            }
        }
    }

    /// Notes what came of asking; nothing, for a queue that is not looked for any more.
    func record(
        _ answer: Result<Int, WorkQueueProblem>,
        of source: WorkQueueSource,
        for service: ObjectKey,
        now: ContinuousClock.Instant
    ) {
        depths.withLock { depths in
            guard depths[service]?.source == source else { return }
            depths[service]?.record(answer, now: now)
        }
    }
}
