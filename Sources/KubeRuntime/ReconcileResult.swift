/// The result of a successful reconcile.
public struct ReconcileResult: Sendable {
    /// When to reconcile again if nothing changes; nil waits for a change.
    public var requeueAfter: Duration?
    /// The writes; the key waits until the caches show them.
    public var writes: [WriteExpectation]

    /// Describes a result.
    public init(requeueAfter: Duration? = nil, writes: [WriteExpectation] = []) {
        self.requeueAfter = requeueAfter
        self.writes = writes
    }
}

/// A reconcile failed after some writes; the caches have to show these before the next attempt.
public struct ReconcileFailure: Error {
    /// Why it failed.
    public let underlying: any Error
    /// The writes before the failure.
    public let writes: [WriteExpectation]

    /// Describes a failure.
    public init(_ underlying: any Error, writes: [WriteExpectation]) {
        self.underlying = underlying
        self.writes = writes
    }
}

/// A reconcile failed in a way that a retry cannot fix: the key waits for a change.
public struct TerminalError: Error {
    /// Why it failed.
    public let underlying: any Error

    /// Marks an error as one that a retry cannot fix.
    public init(_ underlying: any Error) { self.underlying = underlying }
}
