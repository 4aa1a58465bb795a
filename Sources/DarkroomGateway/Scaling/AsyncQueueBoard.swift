internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
internal import Synchronization

/// What is known of all queues of asynchronous work, by the service that the work is for.
final class AsyncQueueBoard: Sendable {
    private let depths = Mutex<[ObjectKey: AsyncQueueDepth]>([:])

    /// What is known at this moment of the queue that a service's spec names now; nil when it names none, or the service
    /// is stopped and nobody asks.
    func knowledge(of service: InferenceService, now: ContinuousClock.Instant) -> AsyncQueueDepth.Knowledge? {
        guard !service.spec.stopped, let source = AsyncQueueSource(of: service) else { return nil }
        return depths.withLock { depths in
            guard let depth = depths[service.key], depth.source == source else { return .unknown }
            return depth.knowledge(now: now)
        }
    }

    /// Forgets all queues but these; one that a spec now looks for elsewhere begins anew.
    func keep(_ sources: [ObjectKey: AsyncQueueSource], now: ContinuousClock.Instant) {
        depths.withLock { depths in
            depths = sources.reduce(into: [:]) { kept, entry in
                let known = depths[entry.key].flatMap { $0.source == entry.value ? $0 : nil }
                kept[entry.key] = known ?? AsyncQueueDepth(source: entry.value, now: now)
            }
        }
    }

    /// Notes what came of asking a queue, for some of the services that it has work for.
    func record(
        _ answer: Result<Int, AsyncQueueProblem>,
        of source: AsyncQueueSource,
        for services: [ObjectKey],
        now: ContinuousClock.Instant
    ) {
        depths.withLock { depths in
            for service in services where depths[service]?.source == source {
                depths[service]?.record(answer, now: now)
            }
        }
    }
}
