/// How much work waits in one queue, as far as that is known; a value without clock or client.
///
/// A single failed read means nothing, because the pods of the queue are replaced now and then. So the last number counts
/// for a while, as the last report of a silent replica of the gateway does.
public struct AsyncQueueDepth: Sendable {
    /// What is known at a moment.
    public enum Knowledge: Hashable, Sendable {
        /// Nothing yet: the queue has not been read for long enough.
        case unknown
        /// This much work waits.
        case depth(Int)
        /// The queue could not be read for some time, for this reason.
        case unreadable(AsyncQueueProblem)

        /// How much work waits; nil when that is not known.
        public var depth: Int? {
            guard case .depth(let depth) = self else { return nil }
            return depth
        }
    }

    /// How long the last number counts, how long the queue may be unknown at first, and how long a problem must last
    /// before it replaces the reported one: a problem that changes with every read would be written as often.
    public static let gracePeriod = Duration.seconds(60)

    /// Where the number comes from.
    public let source: AsyncQueueSource
    private var last: Int?
    /// When the last number came, or when reading started.
    private var silentSince: ContinuousClock.Instant
    /// The problem of the last reads, and since when it has been the same.
    private var latest: (problem: AsyncQueueProblem, since: ContinuousClock.Instant)?
    private var reported: AsyncQueueProblem?

    /// Starts without knowledge.
    public init(source: AsyncQueueSource, now: ContinuousClock.Instant) {
        self.source = source
        silentSince = now
    }

    /// Records the result of a read.
    public mutating func record(_ answer: Result<Int, AsyncQueueProblem>, now: ContinuousClock.Instant) {
        switch answer {
        case .success(let depth):
            last = max(0, depth)
            silentSince = now
            latest = nil
            reported = nil
        case .failure(let problem):
            if latest?.problem != problem { latest = (problem, now) }
            guard now - silentSince > Self.gracePeriod, let latest else { return }
            if reported == nil || now - latest.since >= Self.gracePeriod { reported = latest.problem }
        }
    }

    /// What is known at this moment.
    public func knowledge(now: ContinuousClock.Instant) -> Knowledge {
        if now - silentSince <= Self.gracePeriod { return last.map(Knowledge.depth) ?? .unknown }
        return reported.map(Knowledge.unreadable) ?? .unknown
    }
}
