internal import DequeModule
internal import HeapModule
public import KubeCore

/// Which key is worked on next.
///
/// A key stands in the queue at most once, is never worked on twice at once, and comes back if it was added while
/// being worked on: any number of events between two reconciles cost one reconcile. Keys of one priority come in the
/// order in which they were added. A value; `now` is an argument. The rules are those of client-go's `util/workqueue`.
public struct WorkQueue<Key: Hashable & Sendable>: Sendable {
    /// How urgent a key is.
    public enum Priority: Hashable, Sendable {
        /// It is one of many that a list brought up, changed or not.
        case low
        /// Something about it changed, or its time has come.
        case normal
    }

    /// What ``next(now:)`` finds.
    public enum Next: Hashable, Sendable {
        /// Work on this key and call ``finish(_:)``.
        case key(Key)
        /// Nothing before this instant; nil: nothing until something is added.
        case idle(until: ContinuousClock.Instant?)
    }

    /// How often keys of normal priority may overtake the oldest one of low priority before it has aged enough to be
    /// taken. Counted in turns, not in seconds: under a load that leaves no rest, thousands of keys from a list would
    /// all turn old at once and hold up every change behind them. So a list slows changes down by an eighth, and
    /// changes cannot slow a list down to nothing.
    static var maxOvertaking: Int { 7 }

    /// A place in the queue. One whose number is no longer its key's is left over and skipped.
    private struct Place: Sendable {
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
    private var normal: Deque<Place> = []
    private var low: Deque<Place> = []
    private var queued: [Key: (priority: Priority, number: UInt64)] = [:]
    private var lastNumber: UInt64 = 0
    /// How often the oldest key of low priority was overtaken.
    private var overtaken = 0
    private var working: Set<Key> = []
    private var addedWhileWorking: [Key: Priority] = [:]
    private var delayed: Heap<Delayed> = []
    /// The delay that counts for a key; heap entries that differ from it are left over and skipped.
    private var due: [Key: ContinuousClock.Instant] = [:]
    private var failures: [Key: Int] = [:]
    /// Before when a key is not worked on, whatever happens: the server asked for it.
    private var notBefore: [Key: ContinuousClock.Instant] = [:]

    /// An empty queue.
    ///
    /// - Parameter backoff: For keys that failed, each for itself.
    public init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// Number of keys that wait to be worked on now.
    public var depth: Int { queued.count }

    /// Number of entries held for keys that are to come later.
    var delayedEntries: Int { delayed.count }

    /// Number of places held, those left over among them.
    var places: Int { normal.count + low.count }

    /// Number of keys that are being worked on.
    public var inProgress: Int { working.count }

    /// Adds a key to be worked on as soon as possible. A key that waits already keeps its place, unless it has become
    /// more urgent.
    public mutating func add(_ key: Key, _ priority: Priority = .normal) {
        due[key] = nil
        if working.contains(key) {
            if addedWhileWorking[key] != .normal { addedWhileWorking[key] = priority }
            return
        }
        if let place = queued[key], place.priority == .normal || priority == .low { return }
        lastNumber &+= 1
        queued[key] = (priority, lastNumber)
        let place = Place(key: key, number: lastNumber)
        switch priority {
        case .normal: normal.append(place)
        case .low: low.append(place)
        }
    }

    /// Adds a key to be worked on at an instant; of several instants the earliest counts.
    public mutating func add(_ key: Key, at instant: ContinuousClock.Instant) {
        if queued[key] != nil { return }
        if let current = due[key], current <= instant { return }
        due[key] = instant
        delayed.insert(Delayed(due: instant, key: key))
        // Entries left over go when their time comes, which may be hours away while more arrive every second.
        if delayed.count > 2 * due.count + 64 {
            delayed = Heap(due.map { Delayed(due: $0.value, key: $0.key) })
        }
    }

    /// Adds a key that failed, after its backoff.
    ///
    /// - Parameter atLeast: A delay the server asked for. Unlike the backoff, no change ends it early.
    /// - Returns: When it is to be worked on again, if nothing comes before.
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

    /// Forgets a key's failures: the next one starts its backoff from the beginning.
    public mutating func forget(_ key: Key) { failures[key] = nil }

    /// Takes the next key: the oldest of normal priority, or the oldest of low priority when its turn has come.
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
        if normal.isEmpty || overtaken >= Self.maxOvertaking, let place = low.popFirst() {
            overtaken = 0
            return place.key
        }
        if !low.isEmpty { overtaken += 1 }
        return normal.popFirst()?.key
    }

    private static func skipLeftOver(
        _ places: inout Deque<Place>,
        queued: [Key: (priority: Priority, number: UInt64)]
    ) {
        while let first = places.first, queued[first.key]?.number != first.number { places.removeFirst() }
    }

    /// Ends the work on a key; it comes back at once if it was added meanwhile.
    public mutating func finish(_ key: Key) {
        working.remove(key)
        if let priority = addedWhileWorking.removeValue(forKey: key) { add(key, priority) }
    }

    /// Moves keys whose time has come to the ready ones, and drops entries that no longer count.
    private mutating func release(now: ContinuousClock.Instant) {
        while let first = delayed.min, first.due <= now || due[first.key] != first.due {
            delayed.removeMin()
            if due[first.key] == first.due { add(first.key) }
        }
    }
}
