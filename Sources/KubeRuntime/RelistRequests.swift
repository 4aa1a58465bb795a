/// The requests to read the whole state of a resource anew, and the callers that wait for it.
///
/// Any number of requests that arrive before a read begins cost one. A value; `now` is an argument.
struct RelistRequests: Sendable {
    /// Whether a read has been requested that has not begun.
    private(set) var isPending = false
    /// Whether the state is read because it is in doubt: another history may have reached the same versions with other
    /// contents.
    private(set) var isDistrusted = false
    private var waiting: [Latch] = []
    private var reading: [Latch] = []
    /// When the read began whose result is in the store.
    private var lastBegan: ContinuousClock.Instant?
    /// When the read began that is in progress.
    private var currentBegan: ContinuousClock.Instant?

    /// Whether a read is in progress. A request lets it finish: if every request ended it, none would ever be complete.
    var isReading: Bool { currentBegan != nil }

    /// Whether the watch has to end for a read.
    var endsWatch: Bool { isPending && !isReading }

    /// Requests a read.
    mutating func request() { isPending = true }

    /// Requests a read, unless the last one began after `instant`.
    ///
    /// - Returns: Opens when a read is complete that began after `instant`; nil when one is.
    mutating func request(since instant: ContinuousClock.Instant) -> Latch? {
        if let lastBegan, lastBegan >= instant, !isPending { return nil }
        let latch = Latch()
        if let currentBegan, currentBegan >= instant {
            reading.append(latch)
        } else {
            isPending = true
            waiting.append(latch)
        }
        return latch
    }

    /// Call this when a read begins, or begins again after a failure.
    mutating func began(now: ContinuousClock.Instant) {
        if isPending { isDistrusted = true }
        isPending = false
        currentBegan = now
        reading += waiting
        waiting = []
    }

    /// Call this when a read is complete, or when the server does not serve the resource.
    ///
    /// - Returns: The latches to open.
    mutating func completed() -> [Latch] {
        lastBegan = currentBegan
        currentBegan = nil
        isDistrusted = false
        defer { reading = [] }
        return reading
    }
}
