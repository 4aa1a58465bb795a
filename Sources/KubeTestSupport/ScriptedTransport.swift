public import KubeClient
internal import Synchronization

/// A ``Transport`` that answers from a script and records the requests.
///
/// A request takes the first remaining reply that is for it. Without one, it waits until a reply is added
/// or its task is cancelled: a loop under test stops at the end of its script instead of spinning.
public final class ScriptedTransport: Transport {
    private struct State {
        var replies: [Reply]
        var requests: [TransportRequest] = []
    }

    private let state: Mutex<State>

    /// Makes a transport with replies in the given order.
    public init(_ replies: Reply...) { state = Mutex(State(replies: replies)) }

    /// The requests so far, including those that wait for a reply.
    public var requests: [TransportRequest] { state.withLock { $0.requests } }

    /// Adds replies at the end of the script.
    public func add(_ replies: Reply...) { state.withLock { $0.replies += replies } }

    public func send(_ request: TransportRequest) async throws -> TransportResponse {
        state.withLock { $0.requests.append(request) }
        while true {
            if let reply = takeReply(for: request) { return try await reply.respond() }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func takeReply(for request: TransportRequest) -> Reply? {
        state.withLock { state in
            state.replies.firstIndex { $0.fits(request) }.map { state.replies.remove(at: $0) }
        }
    }
}
