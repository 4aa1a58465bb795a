internal import Synchronization

/// One request through the proxy.
public struct RecordedRequest: Sendable {
    /// What it was about.
    public let request: APIRequest
    /// Its injection point; nil when no fault is planned at such requests.
    public let point: InjectionPoint?
    /// When it arrived.
    public let at: ContinuousClock.Instant
    /// Digest of its body.
    public let digest: String
    /// The server's status; nil until it has answered, or when the request was not forwarded.
    public var serverStatus: Int?
    /// The status that the client received; nil when it received none.
    public var clientStatus: Int?
    /// Name, UID and version of the object in the server's response.
    public var name: String?
    public var uid: String?
    public var resourceVersion: String?

    /// Whether it is a write that took effect.
    public var isCommittedWrite: Bool {
        request.verb.isWrite && (serverStatus.map { (200..<300).contains($0) } ?? false)
    }
}

/// One event through the proxy.
public struct RecordedEvent: Sendable {
    /// Its injection point.
    public let point: InjectionPoint
    /// `ADDED`, `MODIFIED` or `DELETED`.
    public let type: String
    /// Object name.
    public let name: String
}

/// The traffic through a proxy, in order.
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

    /// Writes that took effect, except those of the election and Events.
    public var writes: [RecordedRequest] {
        requests.filter { $0.isCommittedWrite && $0.request.isWork }
    }

    /// Whether a request other than a watch waits for its response; a request that has waited for long was abandoned.
    public var isAnswering: Bool {
        let recent = ContinuousClock.now - .seconds(30)
        return requests.contains {
            $0.request.verb != .watch && $0.serverStatus == nil && $0.clientStatus == nil && $0.at > recent
        }
    }

    /// Time since the last write, attempted write or response to one.
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
