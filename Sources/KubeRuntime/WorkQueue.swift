internal import DequeModule
internal import HeapModule
public import KubeCore

/// Which key is worked on next.
///
/// A key stands in the queue at most once, is never worked on twice at once, and comes back if it was added while
/// being worked on: any number of events between two reconciles cost one reconcile. A value; `now` is an argument.
/// The rules are those of client-go's `util/workqueue`.
public struct WorkQueue<Key: Hashable & Sendable>: Sendable {
    /// What ``next(now:)`` finds.
    public enum Next: Hashable, Sendable {
        /// Work on this key and call ``finish(_:)``.
        case key(Key)
        /// Nothing before this instant; nil: nothing until something is added.
        case idle(until: ContinuousClock.Instant?)
    }

    private struct Delayed: Comparable, Sendable {
        let due: ContinuousClock.Instant
        let key: Key
        static func < (left: Self, right: Self) -> Bool { left.due < right.due }
        static func == (left: Self, right: Self) -> Bool { left.due == right.due }
    }

    private let backoff: Backoff
    private var ready: Deque<Key> = []
    private var queued: Set<Key> = []
    private var working: Set<Key> = []
    private var addedWhileWorking: Set<Key> = []
    private var delayed: Heap<Delayed> = []
    /// The delay that counts for a key; heap entries that differ from it are left over and skipped.
    private var due: [Key: ContinuousClock.Instant] = [:]
    private var failures: [Key: Int] = [:]

    /// An empty queue.
    ///
    /// - Parameter backoff: For keys that failed, each for itself.
    public init(backoff: Backoff) {
        self.backoff = backoff
    }

    /// Number of keys that wait to be worked on now.
    public var depth: Int { ready.count }

    /// Number of entries held for keys that are to come later.
    var delayedEntries: Int { delayed.count }

    /// Number of keys that are being worked on.
    public var inProgress: Int { working.count }

    /// Adds a key to be worked on as soon as possible.
    public mutating func add(_ key: Key) {
        due[key] = nil
        if working.contains(key) {
            addedWhileWorking.insert(key)
        } else if queued.insert(key).inserted {
            ready.append(key)
        }
    }

    /// Adds a key to be worked on at an instant; of several instants the earliest counts.
    public mutating func add(_ key: Key, at instant: ContinuousClock.Instant) {
        if queued.contains(key) { return }
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
    /// - Parameter atLeast: A delay the server asked for.
    public mutating func addFailed(
        _ key: Key,
        now: ContinuousClock.Instant,
        atLeast: Duration = .zero,
        random: Double = .random(in: 0..<1)
    ) {
        let count = min(failures[key, default: 0], Int.max - 1) + 1
        failures[key] = count
        add(key, at: now + max(atLeast, backoff.delay(failures: count, random: random)))
    }

    /// Forgets a key's failures: the next one starts its backoff anew.
    public mutating func forget(_ key: Key) { failures[key] = nil }

    /// Takes the next key, oldest first.
    public mutating func next(now: ContinuousClock.Instant) -> Next {
        release(now: now)
        if let key = ready.popFirst() {
            queued.remove(key)
            working.insert(key)
            return .key(key)
        }
        return .idle(until: delayed.min?.due)
    }

    /// Ends the work on a key; it comes back at once if it was added meanwhile.
    public mutating func finish(_ key: Key) {
        working.remove(key)
        if addedWhileWorking.remove(key) != nil { add(key) }
    }

    /// Moves keys whose time has come to the ready ones, and drops entries that no longer count.
    private mutating func release(now: ContinuousClock.Instant) {
        while let first = delayed.min, first.due <= now || due[first.key] != first.due {
            delayed.removeMin()
            if due[first.key] == first.due { add(first.key) }
        }
    }
}
