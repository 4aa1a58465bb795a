/// Holds heartbeats back, so that however often trainers report, a run is written at most once in an interval.
///
/// Events and results are never held back; they take along what is held. A value: the driver carries the actions out
/// and says what time it is.
public struct HeartbeatBuffer<Moment: InstantProtocol, Item: Sendable>: Sendable
where Moment.Duration == Duration {
    /// What the driver is to do.
    public enum Action: Hashable, Sendable {
        /// Write the run at this moment, which may be now.
        case write(at: Moment)
        /// Nothing: a write is to come already.
        case wait
    }

    private struct Entry {
        var items: [Item] = []
        var lastWrite: Moment?
        var isScheduled = false
    }

    private let interval: Duration
    private let capacity: Int
    private var entries: [String: Entry] = [:]

    /// - Parameters:
    ///   - interval: Least time between two writes of one run.
    ///   - capacity: Greatest number of heartbeats held for one run; the oldest go first.
    public init(interval: Duration, capacity: Int = 8) {
        self.interval = interval
        self.capacity = max(1, capacity)
    }

    /// Takes a heartbeat in.
    public mutating func add(_ item: Item, for run: String, now: Moment) -> Action {
        var entry = entries[run] ?? Entry()
        defer { entries[run] = entry }
        entry.items = (entry.items + [item]).suffix(capacity)
        guard !entry.isScheduled else { return .wait }
        entry.isScheduled = true
        guard let last = entry.lastWrite else { return .write(at: now) }
        return .write(at: max(now, last.advanced(by: interval)))
    }

    /// Takes out what is held for a run that is about to be written.
    public mutating func take(_ run: String, now: Moment) -> [Item] {
        var entry = entries[run] ?? Entry()
        defer { entries[run] = entry }
        let items = entry.items
        entry.items = []
        entry.isScheduled = false
        entry.lastWrite = now
        return items
    }

    /// Puts back what could not be written, before what came meanwhile.
    public mutating func putBack(_ items: [Item], for run: String, now: Moment) -> Action {
        guard !items.isEmpty else { return .wait }
        var entry = entries[run] ?? Entry()
        defer { entries[run] = entry }
        entry.items = (items + entry.items).suffix(capacity)
        guard !entry.isScheduled else { return .wait }
        entry.isScheduled = true
        return .write(at: now.advanced(by: interval))
    }

    /// Forgets runs that have been silent for so long that nothing has to be remembered of them.
    public mutating func forgetIdle(now: Moment) {
        entries = entries.filter { _, entry in
            guard entry.items.isEmpty, !entry.isScheduled, let last = entry.lastWrite else { return true }
            return last.advanced(by: interval) > now
        }
    }

    /// Number of runs that something is remembered of.
    public var count: Int { entries.count }
}
