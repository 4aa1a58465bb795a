import DarkroomAPI
public import KubeCore

/// Holds the requests of one service while it has no ready pod, and asks once for a replica.
///
/// A value without clock or socket: each mutation returns actions for the driver, which also calls ``advance(now:)`` at
/// ``nextDeadline``.
public struct Activation<Waiter: Hashable & Sendable>: Sendable {
    /// What the driver does next.
    public enum Action: Hashable, Sendable {
        /// Ask for at least one replica; answered by ``Activation/scaleUpSucceeded(now:)`` or
        /// ``Activation/scaleUpFailed(now:retryAfter:random:)``. Not repeated before the answer.
        case scaleUp
        /// Send these requests to the pods, in this order.
        case release([Waiter])
        /// Reject the request, because too many wait already. The client may send it again after this time.
        case reject(Waiter, retryAfter: Duration)
        /// End these requests: no pod became ready in time.
        case timeOut([Waiter])
        /// End these requests: the service is stopped or deleted.
        case withdraw([Waiter])
    }

    private enum ScaleUp: Sendable {
        case notAsked
        /// - Parameter isUndone: Whether the service was scaled to zero since.
        case asking(since: ContinuousClock.Instant, failures: Int, isUndone: Bool = false)
        case asked(since: ContinuousClock.Instant)
        case pausing(since: ContinuousClock.Instant, until: ContinuousClock.Instant, failures: Int)
    }

    private struct Held: Sendable {
        let ticket: UInt64
        let bytes: Int
        let deadline: ContinuousClock.Instant
    }

    /// Bounds; a change applies to requests that arrive after it.
    public var limits: ActivationLimits
    /// Whether a pod is ready, according to the driver.
    public private(set) var isReady = false
    /// Time from the last request for a replica to a ready pod; nil before the first time.
    public private(set) var lastColdStart: Duration?
    /// When to call ``advance(now:)``; nil when nothing is scheduled.
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
    /// Waiters in order of arrival; those whose ticket is no longer in `held` have left.
    private var order: [(ticket: UInt64, waiter: Waiter)] = []
    private var lastTicket: UInt64 = 0
    private var earliestDeadline: ContinuousClock.Instant?

    /// Starts without requests and without a ready pod.
    ///
    /// - Parameter backoff: Between failed attempts to scale up.
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
    ///   - since: When the request arrived, so that a request that is held again does not get its timeout twice.
    public mutating func hold(
        _ waiter: Waiter,
        bytes size: Int,
        since: ContinuousClock.Instant,
        now: ContinuousClock.Instant
    ) -> [Action] {
        // A pod may have become ready since the request looked for one.
        if isReady { return [.release([waiter])] }
        let (total, overflows) = bytes.addingReportingOverflow(max(0, size))
        guard held[waiter] == nil, held.count < limits.queueLimit.requests, !overflows,
            total <= limits.queueLimit.bytes
        else {
            return [.reject(waiter, retryAfter: expectedWait(now: now))]
        }
        lastTicket &+= 1
        let deadline = since + limits.coldStartTimeout
        held[waiter] = Held(ticket: lastTicket, bytes: max(0, size), deadline: deadline)
        order.append((lastTicket, waiter))
        bytes = total
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
        return askIfNeeded(now: now)
    }

    /// The client of a request left, or the request ended elsewhere.
    public mutating func leave(_ waiter: Waiter) {
        remove(waiter)
        // Otherwise entries of clients that have left would accumulate while no pod becomes ready.
        if order.count > 2 * held.count + 64 { order.removeAll { held[$0.waiter]?.ticket != $0.ticket } }
        if held.isEmpty { earliestDeadline = nil }
    }

    /// The Deployment has asked for at least one replica since the action was returned.
    public mutating func scaleUpSucceeded(now: ContinuousClock.Instant) -> [Action] {
        guard case .asking(let since, _, let isUndone) = scaleUp else { return [] }
        scaleUp = isUndone ? .notAsked : .asked(since: since)
        return held.isEmpty ? [] : askIfNeeded(now: now)
    }

    /// Asking for a replica failed; the activation tries again while requests wait.
    ///
    /// - Parameters:
    ///   - retryAfter: How long the server asked to wait. It gets at most a minute, also if requests arrive later.
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

    /// The service is stopped or deleted: no pod will become ready.
    public mutating func withdraw() -> [Action] {
        let waiters = takeAll()
        return waiters.isEmpty ? [] : [.withdraw(waiters)]
    }

    /// The last ready pod is gone.
    public mutating func noPodReady() { isReady = false }

    /// The service was scaled to zero, by any client of the API server: the replica has to be asked for again.
    public mutating func scaledToZero(now: ContinuousClock.Instant) -> [Action] {
        switch scaleUp {
        case .asked: scaleUp = .notAsked
        // Whether this was before or after the write is unknown; asking twice is better than waiting for nothing.
        case .asking(let since, let failures, _): scaleUp = .asking(since: since, failures: failures, isUndone: true)
        case .notAsked, .pausing: break
        }
        return held.isEmpty ? [] : askIfNeeded(now: now)
    }

    /// Performs what is due.
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

    /// Empties the queue, in order of arrival.
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
        // No pod within the time of a cold start: another controller may have undone it.
        case .asked(let since) where now - since < limits.coldStartTimeout: return []
        case .asked, .notAsked:
            scaleUp = .asking(since: now, failures: 0)
            return [.scaleUp]
        }
    }

    /// The likely rest of the cold start, 1 to 60 seconds.
    private func expectedWait(now: ContinuousClock.Instant) -> Duration {
        let elapsed = askedSince.map { now - $0 } ?? .zero
        return max(.seconds(1), min((lastColdStart ?? .seconds(10)) - elapsed, .seconds(60)))
    }

    private mutating func remove(_ waiter: Waiter) {
        guard let entry = held.removeValue(forKey: waiter) else { return }
        bytes -= entry.bytes
    }
}
