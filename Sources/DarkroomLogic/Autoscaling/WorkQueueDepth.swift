/// How much work waits in one queue, as far as that is known; a value without clock or client.
///
/// One answer that fails to come says nothing: the queue's own pods are replaced now and then. So the last number counts
/// for a while, as the last word of a silent replica of the gateway does.
public struct WorkQueueDepth: Sendable {
    /// What is known at a moment.
    public enum Knowledge: Hashable, Sendable {
        /// Nothing yet: nobody has been asked for long enough.
        case unknown
        /// This much work waits.
        case depth(Int)
        /// Nobody has said for long, and why.
        case unreadable(WorkQueueProblem)

        /// How much work waits; nil when that is not known.
        public var depth: Int? {
            guard case .depth(let depth) = self else { return nil }
            return depth
        }
    }

    /// How long a number counts, and how long silence is borne at the beginning.
    public static let patience = Duration.seconds(60)

    /// Where the number comes from.
    public let source: WorkQueueSource
    private let began: ContinuousClock.Instant
    private var last: (depth: Int, at: ContinuousClock.Instant)?
    private var problem: WorkQueueProblem?

    /// Starts without knowledge.
    public init(source: WorkQueueSource, now: ContinuousClock.Instant) {
        self.source = source
        began = now
    }

    /// Takes what came of asking.
    public mutating func record(_ answer: Result<Int, WorkQueueProblem>, now: ContinuousClock.Instant) {
        switch answer {
        case .success(let depth):
            last = (max(0, depth), now)
            problem = nil
        case .failure(let problem):
            self.problem = problem
        }
    }

    /// What is known.
    public func knowledge(now: ContinuousClock.Instant) -> Knowledge {
        if now - (last?.at ?? began) <= Self.patience { return last.map { .depth($0.depth) } ?? .unknown }
        return problem.map(Knowledge.unreadable) ?? .unknown
    }
}
