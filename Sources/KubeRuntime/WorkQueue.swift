internal import DequeModule
internal import HeapModule
public import KubeCore

/// Decides which key to process next.
///
/// A key is in the queue at most once, is never processed twice at once, and is queued again if it was added while
/// in progress: any number of events between two reconciles cost one reconcile. Keys of one priority keep the
/// order in which they were added. A value; `now` is an argument. The rules are those of client-go's `util/workqueue`.
public struct WorkQueue<Key: Hashable & Sendable>: Sendable {
    /// How urgent a key is.
    public enum Priority: Hashable, Sendable {
        /// A list returned the key among many others, changed or not.
        case low
        /// The object changed, or the key's time has come.
        case normal
    }

    /// The result of ``next(now:)``.
    public enum Next: Hashable, Sendable {
        /// Process this key and call ``finish(_:)``.
        case key(Key)
        /// No key is ready before this instant; nil: until a key is added.
        case idle(until: ContinuousClock.Instant?)
    }

    /// How often keys of normal priority may overtake the oldest key of low priority before that one is
    /// taken. Counted in turns instead of seconds: under constant load, thousands of keys from a list would
    /// all become due at once and delay every change behind them. This way, a list slows changes down by an eighth, and
    /// changes cannot block a list completely.
    static var maxOvertaking: Int { 7 }

    /// An entry in the queue. An entry whose number differs from its key's is obsolete and skipped.
    private struct Entry: Sendable {
        let key: Key
        let number: UInt64
    }

    private struct Delayed: Comparable, Sendable {
        let due: ContinuousClock.Instant
        let key: Key
        static func < (left: Self, right: Self) -> Bool { left.due < right.due }
        static func == (left: Self, right: Self) -> Bool { left.due == right.due }
    }

    private let backoff: Backoff
    private var normal: Deque<Entry> = []
    private var low: Deque<Entry> = []
    private var queued: [Key: (priority: Priority, number: UInt64)] = [:]
    private var lastNumber: UInt64 = 0
    /// How often the oldest key of low priority has been overtaken.
    private var overtaken = 0
    private var working: Set<Key> = []
    private var addedWhileWorking: [Key: Priority] = [:]
    private var delayed: Heap<Delayed> = []
    /// The effective delay of a key; heap entries that differ from it are obsolete and skipped.
    private var due: [Key: ContinuousClock.Instant] = [:]
    private var failures: [Key: Int] = [:]
    /// The earliest time for a key, regardless of changes, because the server asked for a delay.
    private var notBefore: [Key: ContinuousClock.Instant] = [:]

    /// An empty queue.
    ///
    /// - Parameter backoff: Delay of keys that failed, per key.
    public init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// Number of keys that are ready.
    public var depth: Int { queued.count }

    /// Number of entries for delayed keys.
    var delayedEntries: Int { delayed.count }

    /// Number of entries, including obsolete ones.
    var entries: Int { normal.count + low.count }

    /// Number of keys in progress.
    public var inProgress: Int { working.count }

    /// Adds a key to process as soon as possible. A key that already waits keeps its position, unless it has become
    /// more urgent.
    public mutating func add(_ key: Key, _ priority: Priority = .normal) {
        due[key] = nil
        if working.contains(key) {
            if addedWhileWorking[key] != .normal { addedWhileWorking[key] = priority }
            return
        }
        if let entry = queued[key], entry.priority == .normal || priority == .low { return }
        lastNumber &+= 1
        queued[key] = (priority, lastNumber)
        let entry = Entry(key: key, number: lastNumber)
        switch priority {
        case .normal: normal.append(entry)
        case .low: low.append(entry)
        }
    }

    /// Adds a key to process at an instant; the earliest of several instants counts.
    public mutating func add(_ key: Key, at instant: ContinuousClock.Instant) {
        if queued[key] != nil { return }
        if let current = due[key], current <= instant { return }
        due[key] = instant
        delayed.insert(Delayed(due: instant, key: key))
        // Obsolete entries disappear when their time comes, which may be hours away while more arrive every second.
        if delayed.count > 2 * due.count + 64 {
            delayed = Heap(due.map { Delayed(due: $0.value, key: $0.key) })
        }
    }

    /// Adds a key that failed, after its backoff.
    ///
    /// - Parameter atLeast: A delay that the server asked for. Unlike the backoff, a change does not end it early.
    /// - Returns: When the key is retried, unless a change comes first.
    @discardableResult
    public mutating func addFailed(
        _ key: Key,
        now: ContinuousClock.Instant,
        atLeast: Duration = .zero,
        random: Double = .random(in: 0..<1)
    ) -> ContinuousClock.Instant {
        let count = min(failures[key, default: 0], Int.max - 1) + 1
        failures[key] = count
        if atLeast > .zero { notBefore[key] = now + atLeast }
        let instant = now + max(atLeast, backoff.delay(failures: count, random: random))
        add(key, at: instant)
        return instant
    }

    /// Resets a key's failures: the next failure starts its backoff from the beginning.
    public mutating func forget(_ key: Key) { failures[key] = nil }

    /// Takes the next key: the oldest of normal priority, or the oldest of low priority when it is due.
    public mutating func next(now: ContinuousClock.Instant) -> Next {
        release(now: now)
        while let key = takeReady() {
            queued[key] = nil
            if let instant = notBefore[key], now < instant {
                add(key, at: instant)
                continue
            }
            notBefore[key] = nil
            working.insert(key)
            return .key(key)
        }
        return .idle(until: delayed.min?.due)
    }

    private mutating func takeReady() -> Key? {
        Self.skipLeftOver(&normal, queued: queued)
        Self.skipLeftOver(&low, queued: queued)
        if normal.isEmpty || overtaken >= Self.maxOvertaking, let entry = low.popFirst() {
            overtaken = 0
            return entry.key
        }
        if !low.isEmpty { overtaken += 1 }
        return normal.popFirst()?.key
    }

    private static func skipLeftOver(
        _ entries: inout Deque<Entry>,
        queued: [Key: (priority: Priority, number: UInt64)]
    ) {
        while let first = entries.first, queued[first.key]?.number != first.number { entries.removeFirst() }
    }

    /// Ends the work on a key; queues it again at once if it was added meanwhile.
    public mutating func finish(_ key: Key) {
        working.remove(key)
        if let priority = addedWhileWorking.removeValue(forKey: key) { add(key, priority) }
    }

    /// Moves due keys to the ready ones, and drops obsolete entries.
    private mutating func release(now: ContinuousClock.Instant) {
        while let first = delayed.min, first.due <= now || due[first.key] != first.due {
            delayed.removeMin()
            if due[first.key] == first.due { add(first.key) }
        }
    }
}
