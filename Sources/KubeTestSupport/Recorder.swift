internal import Synchronization

/// Collects values from many tasks, in the order in which they come.
public final class Recorder<Value: Sendable>: Sendable {
    private let state = Mutex<[Value]>([])

    /// Makes an empty one.
    public init() {}

    /// The values so far.
    public var values: [Value] { state.withLock { $0 } }

    /// How many there are.
    public var count: Int { values.count }

    /// Adds a value and returns how many there are now.
    @discardableResult
    public func add(_ value: Value) -> Int {
        state.withLock {
            $0.append(value)
            return $0.count
        }
    }
}
