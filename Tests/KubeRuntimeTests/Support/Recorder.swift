import Synchronization

/// Collects values from many tasks, in the order in which they come.
final class Recorder<Value: Sendable>: Sendable {
    private let state = Mutex<[Value]>([])

    var values: [Value] { state.withLock { $0 } }

    var count: Int { values.count }

    /// Adds a value and returns how many there are now.
    @discardableResult
    func add(_ value: Value) -> Int {
        state.withLock {
            $0.append(value)
            return $0.count
        }
    }
}

/// Counts how many tasks are in a place at once.
final class Occupancy: Sendable {
    private let state = Mutex((now: 0, greatest: 0))

    var now: Int { state.withLock { $0.now } }
    var greatest: Int { state.withLock { $0.greatest } }

    func enter() {
        state.withLock {
            $0.now += 1
            $0.greatest = max($0.greatest, $0.now)
        }
    }

    func leave() { state.withLock { $0.now -= 1 } }
}
