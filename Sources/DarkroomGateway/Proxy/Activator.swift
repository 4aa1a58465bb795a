public import KubeCore

/// Holds requests whose service has no ready pod, and has the service scaled up.
public protocol Activator: Sendable {
    /// Holds a request until a pod is ready. Exactly one verdict follows, unless ``leave(_:of:)`` is called
    /// first; it may come before this returns.
    func hold(_ request: HeldRequest)

    /// The request no longer waits.
    func leave(_ id: UInt64, of service: ObjectKey)
}

/// A request that waits for a pod.
public struct HeldRequest: Sendable {
    /// What becomes of it.
    public enum Verdict: Hashable, Sendable {
        /// A pod is ready.
        case released
        /// Too many wait already.
        case refused(retryAfter: Duration)
        /// No pod became ready in time.
        case timedOut
        /// The service is stopped or gone: no pod will come.
        case withdrawn
    }

    /// Unique in this process.
    public let id: UInt64
    /// The service it is for.
    public let service: ObjectKey
    /// Memory it takes while it waits.
    public let bytes: Int
    /// When it came.
    public let since: ContinuousClock.Instant
    /// Takes the verdict, on whatever thread.
    public let resume: @Sendable (Verdict) -> Void
}
