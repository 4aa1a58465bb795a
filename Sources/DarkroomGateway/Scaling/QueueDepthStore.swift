internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
internal import Synchronization

/// The depths of all queues of asynchronous work, by the service that the work is for.
final class QueueDepthStore: Sendable {
    private let depths = Mutex<[ObjectKey: AsyncQueueDepth]>([:])

    /// The current knowledge about the queue that a service's spec names; nil when it names none, or when the
    /// service is stopped and its queue is not read.
    func knowledge(of service: InferenceService, now: ContinuousClock.Instant) -> AsyncQueueDepth.Knowledge? {
        guard !service.spec.stopped, let source = AsyncQueueSource(of: service) else { return nil }
        return depths.withLock { depths in
            guard let depth = depths[service.key], depth.source == source else { return .unknown }
            return depth.knowledge(now: now)
        }
    }

    /// Drops all queues but these; a queue that has moved starts without knowledge.
    func keep(_ sources: [ObjectKey: AsyncQueueSource], now: ContinuousClock.Instant) {
        depths.withLock { depths in
            depths = sources.reduce(into: [:]) { kept, entry in
                let known = depths[entry.key].flatMap { $0.source == entry.value ? $0 : nil }
                kept[entry.key] = known ?? AsyncQueueDepth(source: entry.value, now: now)
            }
        }
    }

    /// Records the answer of a queue for the services that it has work for.
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
