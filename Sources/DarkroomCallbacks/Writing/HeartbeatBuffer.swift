/// Holds heartbeats back, so that a run is written at most once per interval, no matter how often its trainer reports.
///
/// Never holds back events and results, which include the held heartbeats. A value: the driver performs the
/// actions and supplies the time.
struct HeartbeatBuffer<Moment: InstantProtocol, Item: Sendable>: Sendable where Moment.Duration == Duration {
    /// What the driver does next.
    enum Action: Hashable {
        /// Write the run at this moment, which may be now.
        case write(at: Moment)
        /// Nothing: a write is already scheduled.
        case wait
    }

    struct Entry {
        fileprivate var items: [Item] = []
        fileprivate var lastWrite: Moment?
        fileprivate var isScheduled = false
    }

    private let interval: Duration
    private let capacity: Int
    private let combine: @Sendable (Item, Item) -> Item
    /// What is remembered of each run, by its UID.
    private(set) var entries: [String: Entry] = [:]

    /// - Parameters:
    ///   - interval: Shortest time between two writes of one run.
    ///   - capacity: Greatest number of heartbeats held for one run; the oldest two are combined beyond it.
    ///   - combine: Makes one heartbeat of an earlier and a later one. A metric that is in one heartbeat only, such as that
    ///     of an evaluation, must survive many that only have the loss of a step.
    init(interval: Duration, capacity: Int = 8, combine: @escaping @Sendable (Item, Item) -> Item) {
        self.interval = interval
        self.capacity = max(1, capacity)
        self.combine = combine
    }

    private func fitting(_ items: [Item]) -> [Item] {
        var (excess, rest) = (items.dropLast(capacity - 1), items.suffix(capacity - 1))
        guard let first = excess.popFirst() else { return Array(rest) }
        rest.insert(excess.reduce(first, combine), at: rest.startIndex)
        return Array(rest)
    }

    /// Accepts a heartbeat.
    mutating func add(_ item: Item, for run: String, now: Moment) -> Action {
        var entry = entries[run] ?? Entry()
        defer { entries[run] = entry }
        entry.items = fitting(entry.items + [item])
        guard !entry.isScheduled else { return .wait }
        entry.isScheduled = true
        guard let last = entry.lastWrite else { return .write(at: now) }
        return .write(at: max(now, last.advanced(by: interval)))
    }

    /// Removes and returns the held heartbeats of a run before a write.
    mutating func take(_ run: String, now: Moment) -> [Item] {
        var entry = entries[run] ?? Entry()
        defer { entries[run] = entry }
        let items = entry.items
        entry.items = []
        entry.isScheduled = false
        entry.lastWrite = now
        return items
    }

    /// Puts back heartbeats that could not be written, before those that have arrived since.
    mutating func putBack(_ items: [Item], for run: String, now: Moment) -> Action {
        guard !items.isEmpty else { return .wait }
        var entry = entries[run] ?? Entry()
        defer { entries[run] = entry }
        entry.items = fitting(items + entry.items)
        guard !entry.isScheduled else { return .wait }
        entry.isScheduled = true
        return .write(at: now.advanced(by: interval))
    }

    /// Drops runs that have been silent for so long that their next heartbeat may be written at once anyway.
    mutating func forgetIdle(now: Moment) {
        entries = entries.filter { _, entry in
            guard entry.items.isEmpty, !entry.isScheduled, let last = entry.lastWrite else { return true }
            return last.advanced(by: interval) > now
        }
    }
}
