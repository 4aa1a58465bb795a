import DarkroomTraffic
import NIOCore
import ProxyTestSupport

@testable import DarkroomProxy

/// A ``RequestStateMachine`` with a clock and surroundings that a test controls.
struct ScriptedRequest {
    /// The stage that a request has reached.
    enum Stage: CaseIterable {
        case unused, withinHead, gathering, held, queued, connecting, sending, replying, upgraded, lingering
    }

    static let pod = PodAddress(ip: "10.0.0.1", port: 8080)
    static let get = "GET /api/model HTTP/1.1\r\nhost: a\r\n\r\n"
    static let post = "POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\n"
    static let webSocket =
        "GET /api/model HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"

    var machine: RequestStateMachine
    var now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    let target: RoutingSnapshot.Target
    private(set) var attempt: UInt64 = 0

    /// - Parameter isBounded: Whether pods take one request at a time.
    init(isBounded: Bool = false, timeout: TimeAmount = .seconds(60), limits: ProxyLimits = ProxyLimits()) {
        machine = RequestStateMachine(limits: limits)
        let routes = TestGateway.state(timeout: Duration(timeout)).snapshot.routes
        let service = RoutingSnapshot.Service(containerConcurrency: isBounded ? 1 : nil)
        target = RoutingSnapshot(routes: routes, services: [TestGateway.service: service]).target(0)
        machine.opened(now: now)
    }

    /// Brings a request of a service with bounded slots to a stage.
    init(at stage: Stage, request: String? = nil, timeout: TimeAmount = .seconds(60)) {
        self.init(isBounded: stage != .unused && stage != .upgraded, timeout: timeout)
        switch stage {
        case .unused: break
        case .withinHead:
            receive("GET / HTTP/1.1\r\n")
            nextHead()
        case .gathering:
            begin(request ?? Self.post)
            dispatch()
        case .held:
            begin(request ?? Self.get)
            dispatch(hasPods: false)
            _ = machine.hold(as: 1, now: now)
        case .queued:
            begin(request ?? Self.get)
            dispatch()
            machine.joinQueue(as: 1, now: now)
        case .connecting:
            begin(request ?? Self.get)
            dispatch()
            choose()
        case .sending:
            begin(request ?? Self.get)
            send()
        case .replying:
            begin(request ?? Self.get)
            send()
            replyBegins()
        case .upgraded:
            begin(Self.webSocket)
            send()
            _ = machine.upgrade()
            machine.replied(10, now: now)
        case .lingering:
            begin("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            answer()
        }
    }

    /// Advances the clock.
    mutating func wait(_ time: TimeAmount) { now = now + time }

    /// How long it is until the deadline.
    var timeLeft: TimeAmount { machine.deadline - now }

    // MARK: The client

    @discardableResult
    mutating func receive(_ text: String) -> String { machine.received(ByteBuffer(string: text), now: now).summary }

    @discardableResult
    mutating func nextHead(isWritable: Bool = true) -> String {
        machine.nextHead(isClientWritable: isWritable, now: now).summary
    }

    /// A head arrives, and has a route.
    mutating func begin(_ text: String) {
        receive(text)
        guard case .route(let head, let traits) = machine.nextHead(isClientWritable: true, now: now) else { return }
        let received = ReceivedRequest(head: head, id: .generated(0, 1), began: now)
        machine.routed(to: RoutedRequest(received, traits, target: target))
    }

    mutating func readCompleted(isClientWritable: Bool = true, isPodWritable: Bool = true) -> Bool {
        machine.readCompleted(isClientWritable: isClientWritable, isPodWritable: isPodWritable, now: now)
    }

    mutating func resumeReading(isPodWritable: Bool = true) -> Bool {
        machine.resumeReading(isClientWritable: true, isPodWritable: isPodWritable, now: now)
    }

    // MARK: Dispatch to a pod

    @discardableResult
    mutating func dispatch(hasPods: Bool = true) -> String {
        machine.dispatch(hasPods: hasPods, now: now).summary
    }

    @discardableResult
    mutating func choose(_ pod: PodAddress = Self.pod) -> RequestStateMachine.Choice? {
        let choice = machine.chose(pod, now: now)
        attempt = choice?.attempt ?? attempt
        return choice
    }

    @discardableResult
    mutating func connected(isUsable: Bool = true) -> String {
        machine.connected(attempt: attempt, isUsable: isUsable, now: now).summary
    }

    mutating func connectFailed() -> String { machine.connectFailed(attempt: attempt, now: now).summary }

    /// Dispatches the request to a pod that accepts it at once.
    @discardableResult
    mutating func send() -> String {
        dispatch()
        choose()
        return connected()
    }

    // MARK: The reply

    @discardableResult
    mutating func replyBegins(
        _ status: Int = 200,
        endsWithConnection: Bool = false,
        isDraining: Bool = false
    ) -> ReplyConnection? {
        let beginning = machine.replyBegins(
            status: status,
            endsWithConnection: endsWithConnection,
            isDraining: isDraining
        )
        machine.replied(10, now: now)
        return beginning?.connection
    }

    mutating func replyEnded(_ ending: ReplyEnding = .complete) -> (end: RequestEnd, after: AfterReply)? {
        machine.replyEnded(ending, now: now)
    }

    /// Has the gateway reply.
    @discardableResult
    mutating func answer(closing: Bool = false, isDraining: Bool = false) -> (end: RequestEnd?, after: AfterReply)? {
        guard let answer = machine.answer(closing: closing, isDraining: isDraining) else { return nil }
        return (answer.end, machine.answered(now: now))
    }

    /// Advances the clock to the deadline.
    mutating func timeOut(unsent: Int = 0) -> String {
        now = max(now, machine.deadline)
        return machine.timedOut(unsent: unsent, now: now).summary
    }
}

extension RequestStateMachine.HeadAction {
    var summary: String {
        switch self {
        case .route(let head, _): "route \(String(buffer: head).prefix { $0 != "\r\n" })"
        case .reject(let problem): "reject \(problem)"
        case .wait: "wait"
        }
    }
}

extension RequestStateMachine.ReceiveAction {
    var summary: String {
        switch self {
        case .readRequests: "read requests"
        case .dispatch: "dispatch"
        case .forward(let bytes): "forward \(String(buffer: bytes))"
        case .reject(let problem): "reject \(problem)"
        case .none: "none"
        }
    }
}

extension RequestStateMachine.DispatchAction {
    var summary: String {
        switch self {
        case .hold(_, let ticket): ticket.map { "leave queue \($0), hold" } ?? "hold"
        case .gather: "gather"
        case .choose(_, let ticket, let avoided):
            "choose" + (ticket.map { ", in line as \($0)" } ?? "") + (avoided.map { ", avoiding \($0)" } ?? "")
        case .none: "none"
        }
    }
}

extension RequestStateMachine.VerdictAction {
    var summary: String {
        switch self {
        case .dispatch: "dispatch"
        case .answer(let reply): "answer \(reply.reason)"
        case .ignore: "ignore"
        }
    }
}

extension RequestStateMachine.ConnectAction {
    var summary: String {
        switch self {
        case .send(_, let part): "send" + (part.map { " with \(String(buffer: $0))" } ?? "")
        case .reject(let problem): "reject \(problem)"
        case .retry(let delay): "retry after \(delay.nanoseconds / 1_000_000) ms"
        case .answer(let reply): "answer \(reply.reason)"
        case .keepConnection: "keep connection"
        case .ignore: "ignore"
        }
    }
}

extension RequestStateMachine.ConnectionAction {
    var summary: String {
        switch self {
        case .answer(let reply, let closing): "answer \(reply.reason)" + (closing ? ", close" : "")
        case .linger(let clientStillSends): "linger" + (clientStillSends ? ", client still sends" : "")
        case .close: "close"
        case .none: "none"
        }
    }
}
