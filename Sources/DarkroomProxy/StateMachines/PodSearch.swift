import NIOCore

/// How long a request has searched for a pod, separately for each obstacle.
///
/// Waiting in line and failing to connect take turns when pods with bounded requests take no connections: each has its
/// own limit, and neither may start again with every turn.
struct PodSearch {
    /// When the request joined the queue first, and when last.
    private var queued: (first: NIODeadline, last: NIODeadline)?
    /// When connecting first failed, moved on by the time spent in the queue since.
    private var failingSince: NIODeadline?
    /// Attempts to connect that failed.
    private var failures = 0

    /// The request joins the queue.
    ///
    /// - Returns: When it first did.
    mutating func joinQueue(now: NIODeadline) -> NIODeadline {
        let first = queued?.first ?? now
        queued = (first, now)
        return first
    }

    /// The request leaves the queue. It has tried no pod while it waited, so that this time does not count as failing
    /// to connect.
    mutating func leaveQueue(now: NIODeadline) {
        if let since = failingSince, let last = queued?.last { failingSince = since + (now - last) }
    }

    /// An attempt to connect has failed.
    ///
    /// - Parameter timeout: How long to try in all.
    /// - Returns: How long to wait before the next attempt; nil to give up.
    mutating func connectFailed(timeout: TimeAmount, now: NIODeadline) -> TimeAmount? {
        let since = failingSince ?? now
        guard now < since + timeout else { return nil }
        failingSince = since
        // The first time at once: there may be another pod.
        let delay = failures == 0 ? TimeAmount.zero : .milliseconds(Int64(10 << min(failures, 5)))
        failures += 1
        return delay
    }

    /// The request has found a pod, or waits for one to start: the next search has all its time.
    mutating func restart() {
        queued = nil
        failingSince = nil
    }
}
