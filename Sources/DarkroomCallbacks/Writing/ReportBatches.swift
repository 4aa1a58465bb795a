/// Gathers the events and results of each run: one write at a time stores all that came in before it began.
///
/// A run whose trainer reports now and then is written at once; one that reports without pause is written at a bounded
/// rate, and each of its calls waits for the write that includes it. A value: the driver performs the actions, and
/// supplies the time.
struct ReportBatches<Moment: InstantProtocol, Item: Sendable>: Sendable where Moment.Duration == Duration {
    /// What follows from a report.
    enum Action: Hashable {
        /// Write the run's batches, the first one at this moment, which may be now.
        case write(at: Moment)
        /// Nothing: the next batch includes it.
        case wait
        /// The report is not accepted: too many are waiting.
        case refuse
    }

    struct Entry {
        fileprivate var items: [Item] = []
        fileprivate var isWriting = false
        fileprivate var writes: WriteBudget<Moment>
    }

    private let limit: Int
    private let burst: Int
    private let interval: Duration
    /// What is remembered of each run, by its UID.
    private(set) var entries: [String: Entry] = [:]

    /// - Parameters:
    ///   - limit: Greatest number of reports of one run that wait.
    ///   - burst: Writes of one run that may follow each other at once.
    ///   - interval: Time between two writes of one run after that.
    init(limit: Int = 256, burst: Int = 10, interval: Duration = .milliseconds(500)) {
        self.limit = max(1, limit)
        self.burst = max(1, burst)
        self.interval = interval
    }

    /// Accepts a report.
    mutating func add(_ item: Item, for run: String, now: Moment) -> Action {
        var entry = entries[run] ?? Entry(writes: WriteBudget(burst: burst, interval: interval, now: now))
        defer { entries[run] = entry }
        guard entry.items.count < limit else { return .refuse }
        entry.items.append(item)
        guard !entry.isWriting else { return .wait }
        entry.isWriting = true
        return .write(at: entry.writes.next(now: now))
    }

    /// Removes and returns the reports of the batch whose write begins.
    mutating func take(_ run: String, now: Moment) -> [Item] {
        guard var entry = entries[run] else { return [] }
        defer { entries[run] = entry }
        entry.writes.spend(now: now)
        let items = entry.items
        entry.items = []
        return items
    }

    /// Notes the end of a write.
    ///
    /// - Returns: When the next batch is written; nil when no report waits.
    mutating func finished(_ run: String, now: Moment) -> Moment? {
        guard var entry = entries[run] else { return nil }
        defer { entries[run] = entry }
        guard entry.items.isEmpty else { return entry.writes.next(now: now) }
        entry.isWriting = false
        return nil
    }

    /// Drops runs whose next report would be written at once anyway.
    mutating func forgetIdle(now: Moment) {
        entries = entries.filter { _, entry in entry.isWriting || !entry.writes.isFull(now: now) }
    }
}

/// How soon something may be written again: a token bucket.
struct WriteBudget<Moment: InstantProtocol>: Sendable where Moment.Duration == Duration {
    private let interval: Duration
    private let burst: Int
    /// When the bucket will be full again. It has a token for each interval that this is earlier than `burst` intervals
    /// from now.
    private var full: Moment

    init(burst: Int, interval: Duration, now: Moment) {
        self.burst = burst
        self.interval = interval
        full = now
    }

    /// The first moment at which a token is there.
    func next(now: Moment) -> Moment { max(now, full.advanced(by: interval * (1 - burst))) }

    /// Takes a token.
    mutating func spend(now: Moment) { full = max(now, full).advanced(by: interval) }

    /// Whether no token is missing.
    func isFull(now: Moment) -> Bool { full <= now }
}
