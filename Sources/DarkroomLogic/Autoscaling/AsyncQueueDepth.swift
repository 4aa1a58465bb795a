/// How much work waits in one queue, as far as that is known; a value without clock or client.
///
/// One answer that fails to come says nothing: the queue's own pods are replaced now and then. So the last number counts
/// for a while, as the last word of a silent replica of the gateway does.
public struct AsyncQueueDepth: Sendable {
    /// What is known at a moment.
    public enum Knowledge: Hashable, Sendable {
        /// Nothing yet: nobody has been asked for long enough.
        case unknown
        /// This much work waits.
        case depth(Int)
        /// Nobody has said for long, and why.
        case unreadable(AsyncQueueProblem)

        /// How much work waits; nil when that is not known.
        public var depth: Int? {
            guard case .depth(let depth) = self else { return nil }
            return depth
        }
    }

    /// How long a number counts, how long silence is borne at the beginning, and how long a problem must have been the
    /// same before it takes the place of another: one that changes with every answer would be written as often.
    public static let patience = Duration.seconds(60)

    /// Where the number comes from.
    public let source: AsyncQueueSource
    private var last: Int?
    /// When the last number came, or the beginning.
    private var silentSince: ContinuousClock.Instant
    /// What the last answers had in common, and since when.
    private var latest: (problem: AsyncQueueProblem, since: ContinuousClock.Instant)?
    private var reported: AsyncQueueProblem?

    /// Starts without knowledge.
    public init(source: AsyncQueueSource, now: ContinuousClock.Instant) {
        self.source = source
        silentSince = now
    }

    /// Takes what came of asking.
    public mutating func record(_ answer: Result<Int, AsyncQueueProblem>, now: ContinuousClock.Instant) {
        switch answer {
        case .success(let depth):
            last = max(0, depth)
            silentSince = now
            latest = nil
            reported = nil
        case .failure(let problem):
            if latest?.problem != problem { latest = (problem, now) }
            guard now - silentSince > Self.patience, let latest else { return }
            if reported == nil || now - latest.since >= Self.patience { reported = latest.problem }
        }
    }

    /// What is known.
    public func knowledge(now: ContinuousClock.Instant) -> Knowledge {
        if now - silentSince <= Self.patience { return last.map(Knowledge.depth) ?? .unknown }
        return reported.map(Knowledge.unreadable) ?? .unknown
    }
}
