internal import Synchronization

/// One request that passed the proxy.
public struct RecordedRequest: Sendable {
    /// What it was about.
    public let request: APIRequest
    /// Its place; nil for those that are none.
    public let place: Place?
    /// When it arrived.
    public let at: ContinuousClock.Instant
    /// Digest of its body.
    public let digest: String
    /// What the server answered; nil while it has not, or was not asked.
    public var serverStatus: Int?
    /// What the client was answered; nil when nothing.
    public var clientStatus: Int?
    /// Name, UID and version of the object in the server's answer.
    public var name: String?
    public var uid: String?
    public var resourceVersion: String?

    /// Whether it is a write that took effect.
    public var isCommittedWrite: Bool {
        request.verb.isWrite && (serverStatus.map { (200..<300).contains($0) } ?? false)
    }
}

/// One event that passed the proxy.
public struct RecordedEvent: Sendable {
    /// Its place.
    public let place: Place
    /// `ADDED`, `MODIFIED` or `DELETED`.
    public let type: String
    /// Object name.
    public let name: String
}

/// Everything that passed a proxy, in order.
public final class RequestLog: Sendable {
    private struct State {
        var requests: [RecordedRequest] = []
        var events: [RecordedEvent] = []
        var lastWrite: ContinuousClock.Instant = .now

        mutating func touch(_ request: RecordedRequest) {
            if request.request.verb.isWrite, request.request.isWork { lastWrite = .now }
        }
    }

    private let state = Mutex(State())

    /// An empty log.
    public init() {}

    /// The requests so far.
    public var requests: [RecordedRequest] { state.withLock { $0.requests } }

    /// The events so far.
    public var events: [RecordedEvent] { state.withLock { $0.events } }

    /// Writes that took effect, the election's and Events apart.
    public var writes: [RecordedRequest] {
        requests.filter { $0.isCommittedWrite && $0.request.isWork }
    }

    /// Whether a request, other than a watch, waits for its answer; one that has waited for long was given up.
    public var isAnswering: Bool {
        let recent = ContinuousClock.now - .seconds(30)
        return requests.contains {
            $0.request.verb != .watch && $0.serverStatus == nil && $0.clientStatus == nil && $0.at > recent
        }
    }

    /// Time since the last write, or attempt at one, or answer to one.
    public var quietFor: Duration { state.withLock { .now - $0.lastWrite } }

    func add(_ request: RecordedRequest) -> Int {
        state.withLock { state in
            state.requests.append(request)
            state.touch(request)
            return state.requests.count - 1
        }
    }

    func update(_ index: Int, _ change: (inout RecordedRequest) -> Void) {
        state.withLock { state in
            guard state.requests.indices.contains(index) else { return }
            change(&state.requests[index])
            state.touch(state.requests[index])
        }
    }

    func add(_ event: RecordedEvent) { state.withLock { $0.events.append(event) } }
}
