public import DarkroomAPI

/// Bounds on the requests that one service may have waiting for a pod.
public struct ActivationLimits: Hashable, Sendable {
    /// How many requests wait at most, and how many bytes of memory they may take together.
    public var queueLimit: InferenceQueueLimit
    /// How long a request waits at most.
    public var coldStartTimeout: Duration

    /// Makes bounds.
    public init(queueLimit: InferenceQueueLimit = InferenceQueueLimit(), coldStartTimeout: Duration = .seconds(300)) {
        self.queueLimit = queueLimit
        self.coldStartTimeout = coldStartTimeout
    }
}
