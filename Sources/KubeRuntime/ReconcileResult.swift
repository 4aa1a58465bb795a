/// What a reconcile that succeeded leaves to be done.
public struct ReconcileResult: Sendable {
    /// When to look again although nothing changed; nil waits for a change.
    public var requeueAfter: Duration?
    /// What was written; the key is held back until the caches have seen it.
    public var writes: [WriteExpectation]

    /// Describes a result.
    public init(requeueAfter: Duration? = nil, writes: [WriteExpectation] = []) {
        self.requeueAfter = requeueAfter
        self.writes = writes
    }
}

/// A reconcile failed after it had written something: the writes have to be seen before the next attempt.
public struct ReconcileFailure: Error {
    /// Why it failed.
    public let underlying: any Error
    /// What had been written by then.
    public let writes: [WriteExpectation]

    /// Describes a failure.
    public init(_ underlying: any Error, writes: [WriteExpectation]) {
        self.underlying = underlying
        self.writes = writes
    }
}

/// A reconcile failed in a way that no repetition mends: the key rests until something about it changes.
public struct TerminalError: Error {
    /// Why it failed.
    public let underlying: any Error

    /// Marks an error as one that repeating does not help against.
    public init(_ underlying: any Error) { self.underlying = underlying }
}
