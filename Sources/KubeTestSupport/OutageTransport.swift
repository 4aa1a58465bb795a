public import KubeClient
internal import Synchronization

/// A server that can be away: requests fail while it is, and reach another transport otherwise.
public final class OutageTransport: Transport {
    private struct State {
        var isDown = false
        var refused = 0
    }

    private let base: any Transport
    private let state = Mutex(State())

    /// Makes a transport to a server that answers.
    public init(_ base: any Transport) { self.base = base }

    /// Whether the server is away.
    public var isDown: Bool {
        get { state.withLock { $0.isDown } }
        set { state.withLock { $0.isDown = newValue } }
    }

    /// Number of requests that failed.
    public var refused: Int { state.withLock { $0.refused } }

    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        let isDown = state.withLock { state in
            if state.isDown { state.refused += 1 }
            return state.isDown
        }
        if isDown { throw TransportError("connection refused", outcome: .notSent) }
        return try await base.send(request)
    }
}
