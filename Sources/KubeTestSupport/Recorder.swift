internal import Synchronization

/// Collects values from many tasks, in the order of arrival.
public final class Recorder<Value: Sendable>: Sendable {
    private let state = Mutex<[Value]>([])

    /// Makes an empty recorder.
    public init() {}

    /// The values so far.
    public var values: [Value] { state.withLock { $0 } }

    /// Number of values.
    public var count: Int { values.count }

    /// Adds a value and returns the new count.
    @discardableResult
    public func add(_ value: Value) -> Int {
        state.withLock {
            $0.append(value)
            return $0.count
        }
    }
}
