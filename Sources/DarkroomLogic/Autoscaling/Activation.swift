public import KubeCore

/// Holds the requests of one service while it has no ready pod, and has it scaled up once for all of them.
///
/// A value without clock or socket: each mutation returns what the driver is to do. Between two mutations the
/// driver calls ``advance(now:)`` when ``nextDeadline`` has come.
public struct Activation<Waiter: Hashable & Sendable>: Sendable {
    /// What the driver is to do.
    public enum Action: Hashable, Sendable {
        /// Have at least one replica wanted; answered by ``Activation/scaleUpSucceeded(now:)`` or
        /// ``Activation/scaleUpFailed(now:retryAfter:random:)``. Never asked for again before the answer.
        case scaleUp
        /// Send these requests to the pods, in this order.
        case release([Waiter])
        /// Refuse the request: too many wait already. It may come back after this time.
        case refuse(Waiter, retryAfter: Duration)
        /// Give these requests up: no pod became ready in time.
        case timeOut([Waiter])
        /// Give these requests up: the service is stopped or gone.
        case withdraw([Waiter])
    }

    private enum ScaleUp: Sendable {
        case notAsked
        /// - Parameter isUndone: Whether zero were wanted after this began.
        case asking(since: ContinuousClock.Instant, failures: Int, isUndone: Bool = false)
        case asked(since: ContinuousClock.Instant)
        case pausing(since: ContinuousClock.Instant, until: ContinuousClock.Instant, failures: Int)
    }

    private struct Held: Sendable {
        let ticket: UInt64
        let bytes: Int
        let deadline: ContinuousClock.Instant
    }

    /// Bounds; a change counts for requests that come after it.
    public var limits: ActivationLimits
    /// Whether a pod is ready as far as was told here.
    public private(set) var isReady = false
    /// How long it last took from asking for a replica to a ready pod; nil before the first time.
    public private(set) var lastColdStart: Duration?
    /// When ``advance(now:)`` is to be called; nil when there is nothing to wait for.
    public var nextDeadline: ContinuousClock.Instant? {
        guard case .pausing(_, let until, _) = scaleUp else { return earliestDeadline }
        return min(until, earliestDeadline ?? until)
    }
    /// Number of requests that wait.
    public var count: Int { held.count }
    /// Bytes of memory that waiting requests take.
    public private(set) var bytes = 0

    private let backoff: Backoff
    private var scaleUp = ScaleUp.notAsked
    private var held: [Waiter: Held] = [:]
    /// Waiters in the order they came; those whose ticket is no longer in `held` have left.
    private var order: [(ticket: UInt64, waiter: Waiter)] = []
    private var lastTicket: UInt64 = 0
    private var earliestDeadline: ContinuousClock.Instant?

    /// Nobody waits, no pod is ready.
    ///
    /// - Parameter backoff: Between attempts to scale up that failed.
    public init(
        limits: ActivationLimits,
        backoff: Backoff = Backoff(initial: .milliseconds(100), cap: .seconds(5))
    ) {
        self.limits = limits
        self.backoff = backoff
    }

    /// A request found no ready pod.
    ///
    /// - Parameters:
    ///   - bytes: Memory it takes while it waits.
    ///   - since: When the request came: one that is held a second time gets no second patience.
    public mutating func hold(
        _ waiter: Waiter,
        bytes size: Int,
        since: ContinuousClock.Instant,
        now: ContinuousClock.Instant
    ) -> [Action] {
        // A pod may have become ready between the look and the call.
        if isReady { return [.release([waiter])] }
        let (total, overflows) = bytes.addingReportingOverflow(max(0, size))
        guard held[waiter] == nil, held.count < limits.requests, !overflows, total <= limits.bytes else {
            return [.refuse(waiter, retryAfter: expectedWait(now: now))]
        }
        lastTicket &+= 1
        let deadline = since + limits.coldStart
        held[waiter] = Held(ticket: lastTicket, bytes: max(0, size), deadline: deadline)
        order.append((lastTicket, waiter))
        bytes = total
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
        return askIfNeeded(now: now)
    }

    /// A request's client went away, or its time was up elsewhere.
    public mutating func leave(_ waiter: Waiter) {
        remove(waiter)
        // Without this, clients that come and go while nothing becomes ready would pile up.
        if order.count > 2 * held.count + 64 { order.removeAll { held[$0.waiter]?.ticket != $0.ticket } }
        if held.isEmpty { earliestDeadline = nil }
    }

    /// At least one replica was wanted, at a moment since it was asked for.
    public mutating func scaleUpSucceeded(now: ContinuousClock.Instant) -> [Action] {
        guard case .asking(let since, _, let isUndone) = scaleUp else { return [] }
        scaleUp = isUndone ? .notAsked : .asked(since: since)
        return held.isEmpty ? [] : askIfNeeded(now: now)
    }

    /// Asking for a replica failed; it is tried again while requests wait.
    ///
    /// - Parameters:
    ///   - retryAfter: How long the server asked to be left alone; up to a minute of it is granted, which then counts for
    ///     requests that come later as well.
    ///   - random: In 0..<1; see ``Backoff``.
    public mutating func scaleUpFailed(now: ContinuousClock.Instant, retryAfter: Duration? = nil, random: Double) {
        guard case .asking(let since, let failures, _) = scaleUp else { return }
        let failed = min(failures, Int.max - 1) + 1
        let pause = max(backoff.delay(failures: failed, random: random), min(retryAfter ?? .zero, .seconds(60)))
        scaleUp =
            held.isEmpty && retryAfter == nil
            ? .notAsked : .pausing(since: since, until: now + pause, failures: failed)
    }

    /// A pod is ready.
    public mutating func podReady(now: ContinuousClock.Instant) -> [Action] {
        if let since = askedSince { lastColdStart = now - since }
        isReady = true
        let waiters = takeAll()
        return waiters.isEmpty ? [] : [.release(waiters)]
    }

    /// The service is stopped or gone: no pod will come.
    public mutating func withdraw() -> [Action] {
        let waiters = takeAll()
        return waiters.isEmpty ? [] : [.withdraw(waiters)]
    }

    /// No pod is ready any more.
    public mutating func noPodReady() { isReady = false }

    /// Zero replicas are wanted, by whomever: what was asked for no longer holds.
    public mutating func scaledToZero(now: ContinuousClock.Instant) -> [Action] {
        switch scaleUp {
        case .asked: scaleUp = .notAsked
        // Before the write or after it? It is asked for again rather than waited for in vain.
        case .asking(let since, let failures, _): scaleUp = .asking(since: since, failures: failures, isUndone: true)
        case .notAsked, .pausing: break
        }
        return held.isEmpty ? [] : askIfNeeded(now: now)
    }

    /// Does what the time has come for.
    public mutating func advance(now: ContinuousClock.Instant) -> [Action] {
        var actions: [Action] = []
        if let earliestDeadline, earliestDeadline <= now {
            let late = order.filter { entry in
                held[entry.waiter].map { $0.ticket == entry.ticket && $0.deadline <= now } ?? false
            }
            for entry in late { remove(entry.waiter) }
            order.removeAll { held[$0.waiter]?.ticket != $0.ticket }
            self.earliestDeadline = held.values.lazy.map(\.deadline).min()
            if !late.isEmpty { actions.append(.timeOut(late.map(\.waiter))) }
        }
        if case .pausing(let since, let until, let failures) = scaleUp, until <= now {
            scaleUp = held.isEmpty ? .notAsked : .asking(since: since, failures: failures)
            if !held.isEmpty { actions.append(.scaleUp) }
        }
        return actions
    }

    /// Empties the queue, in the order in which they came.
    private mutating func takeAll() -> [Waiter] {
        scaleUp = .notAsked
        let waiters = order.filter { held[$0.waiter]?.ticket == $0.ticket }.map(\.waiter)
        held.removeAll()
        order.removeAll()
        bytes = 0
        earliestDeadline = nil
        return waiters
    }

    private var askedSince: ContinuousClock.Instant? {
        switch scaleUp {
        case .notAsked: nil
        case .asking(let since, _, _), .asked(let since), .pausing(let since, _, _): since
        }
    }

    private mutating func askIfNeeded(now: ContinuousClock.Instant) -> [Action] {
        switch scaleUp {
        case .asking, .pausing: return []
        // Nothing came of it within a cold start's time: somebody may have undone it.
        case .asked(let since) where now - since < limits.coldStart: return []
        case .asked, .notAsked:
            scaleUp = .asking(since: now, failures: 0)
            return [.scaleUp]
        }
    }

    /// What is likely left of the cold start, in 1...60 seconds.
    private func expectedWait(now: ContinuousClock.Instant) -> Duration {
        let elapsed = askedSince.map { now - $0 } ?? .zero
        return max(.seconds(1), min((lastColdStart ?? .seconds(10)) - elapsed, .seconds(60)))
    }

    private mutating func remove(_ waiter: Waiter) {
        guard let entry = held.removeValue(forKey: waiter) else { return }
        bytes -= entry.bytes
    }
}
