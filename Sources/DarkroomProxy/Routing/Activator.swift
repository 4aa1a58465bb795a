public import DarkroomTraffic

/// Holds requests whose service has no ready pod, and scales the service up.
public protocol Activator: Sendable {
    /// Holds a request until a pod is ready. Exactly one verdict follows, possibly before this returns, unless
    /// ``leave(_:of:)`` is called first.
    func hold(_ request: HeldRequest)

    /// The request no longer waits.
    func leave(_ id: UInt64, of service: ServiceID)
}

/// A request that waits for a pod.
public struct HeldRequest: Sendable {
    /// How the wait ends.
    public enum Verdict: Hashable, Sendable {
        /// A pod is ready.
        case released
        /// Too many requests wait already.
        case rejected(retryAfter: Duration)
        /// No pod became ready in time.
        case timedOut
        /// The service is stopped or deleted: no pod will become ready.
        case withdrawn
    }

    /// Unique in this process.
    public let id: UInt64
    /// The service it is for.
    public let service: ServiceID
    /// Memory it takes while it waits.
    public let bytes: Int
    /// When it arrived.
    public let since: ContinuousClock.Instant
    /// Takes the verdict, on any thread.
    public let resume: @Sendable (Verdict) -> Void
}
