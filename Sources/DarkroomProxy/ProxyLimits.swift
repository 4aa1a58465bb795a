public import NIOCore

/// Bounds on connections, and timeouts of the data plane.
public struct ProxyLimits: Sendable {
    /// How long a client may take from the first byte of a head to its last.
    public var headTimeout: TimeAmount = .seconds(10)
    /// How long a connection of a client may be unused.
    public var clientIdleTimeout: TimeAmount = .seconds(75)
    /// How long a connection to a pod may be unused; below the 5 s after which common servers close theirs,
    /// so that a request seldom meets a connection that is just being closed.
    public var podIdleTimeout: TimeAmount = .seconds(4)
    /// How long a WebSocket may be silent.
    public var tunnelIdleTimeout: TimeAmount = .hours(1)
    /// How long one attempt to connect to a pod may take.
    public var connectAttemptTimeout: TimeAmount = .seconds(2)
    /// How long all attempts to connect may take: pods that are gone are still listed for a moment.
    public var connectTimeout: TimeAmount = .seconds(5)
    /// How long a client that is still sending may take to read a reply that came early.
    public var lingerTimeout: TimeAmount = .seconds(2)
    /// Bytes of a request that are kept while no pod takes them.
    public var heldBytes = 64 << 10
    /// Bytes of a request's body, or the rest of it, that must come within ``bodyTimeout``: a client that sends less
    /// keeps a pod busy with nothing.
    public var bodyPart = 16 << 10
    /// See ``bodyPart``.
    public var bodyTimeout: TimeAmount = .seconds(30)
    /// Unused connections kept for one pod, on each event loop.
    public var idleConnectionsPerPod = 1024
    /// How often the timeouts above are checked.
    public var sweepInterval: TimeAmount = .milliseconds(250)

    /// The usual bounds.
    public init() {}
}
