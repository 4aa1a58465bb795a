/// Bounds on the requests that one service may have waiting for a pod.
public struct ActivationLimits: Hashable, Sendable {
    /// Most requests.
    public var requests: Int
    /// Most bytes of memory that they may take together.
    public var bytes: Int
    /// How long a request waits at most.
    public var coldStart: Duration

    /// Makes bounds.
    public init(requests: Int = 1000, bytes: Int = 64 << 20, coldStart: Duration = .seconds(300)) {
        self.requests = requests
        self.bytes = bytes
        self.coldStart = coldStart
    }
}
