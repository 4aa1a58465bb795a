import NIOCore

/// The state of one client's connection: the request in progress, its progress, and its deadline.
///
/// A value without socket, lock or clock. ``ClientHandler`` feeds it with events and performs the returned actions.
/// Inputs that come too late, such as a connection to a pod after the client has left, change nothing.
///
/// A request goes from ``State/awaitingHead(isWithinHead:)`` down the list of states, and back to the first one.
struct RequestStateMachine {
    enum State {
        /// Between two requests, or within the head of one.
        case awaitingHead(isWithinHead: Bool)
        /// A head is complete, and its route is being looked up.
        case routing(IncomingRequest)
        /// The request has a route, and a pod is being looked for.
        case dispatching(Request)
        /// The body arrives before the request takes one of a bounded number of slots.
        case gathering(Request, BodyProgress)
        /// The activator holds the request until there is a pod.
        case held(Request, ticket: UInt64)
        /// All pods have as many requests as they may; the request waits in line.
        case queued(Request, ticket: UInt64)
        /// A connection to a pod is being opened, or is about to be tried again.
        case connecting(Request, Connecting)
        /// A pod has the request and has not begun its final reply.
        case sending(Request, Sending)
        /// The client has the beginning of the final reply.
        case replying(Request, Reply)
        /// Bytes pass both ways unread.
        case upgraded(Request, Reply)
        /// The gateway writes its own reply.
        case answering(Answering)
        /// The last reply has been written; what the client still sends is discarded.
        case lingering
        /// The connection is closed, or about to be.
        case closed
        /// Only within a mutation, so that taking the payload out does not copy it.
        case modifying
    }

    /// A request whose route is not known yet.
    struct IncomingRequest {
        var traits: RequestTraits
        var body: BodyScanner
    }

    /// A request that has a route.
    struct Request {
        let routed: RoutedRequest
        /// What follows the head, as far as it has been sent to a pod.
        var body: BodyScanner
        /// What follows the head, as far as it has arrived before a pod has the request.
        var gathered: GatheredBody
        var search = PodSearch()
        /// The pod that it was sent to, or should have been, last.
        var lastPod: PodAddress?
        /// When it was first held.
        var heldSince: NIODeadline?
        /// How long it was held.
        var coldStart: TimeAmount?
        /// How often it was sent again because a pod closed the connection without a byte.
        var repeats = 0

        var traits: RequestTraits { routed.traits }
        var timeout: TimeAmount { routed.target.timeout }
        /// Whether pods take a bounded number of these requests at a time.
        var isBounded: Bool { routed.target.containerConcurrency != nil }
    }

    /// How fast a body arrives.
    struct BodyProgress {
        /// Bytes since the deadline was last extended.
        var recent = 0
        /// When the body must be complete, regardless of its speed.
        var end = NIODeadline.distantFuture
    }

    struct Connecting {
        let pod: PodAddress
        /// Tells the result of this attempt from those of others.
        let attempt: UInt64
    }

    struct Sending {
        let pod: PodAddress
        var progress = BodyProgress()
        /// Whether the pod has some of the body, or has sent an interim reply.
        var hasBodyBegun: Bool
        var bytesReplied = 0
    }

    struct Reply {
        let pod: PodAddress
        let status: Int
        /// Whether the client has been told that the connection closes.
        let closes: Bool
        var bytesReplied: Int
    }

    struct Answering {
        let closes: Bool
        let clientStillSends: Bool
    }

    let limits: ProxyLimits
    var state = State.awaitingHead(isWithinHead: false)
    var reader = RequestReader()
    /// When ``timedOut(unsent:now:)`` is due.
    var deadline = NIODeadline.distantFuture
    /// Whether reading from the client has stopped, until something can take what it sends.
    var isReadPaused = false
    private var lastAttempt: UInt64 = 0
    private var lastUnsent = 0

    init(limits: ProxyLimits) { self.limits = limits }

    /// The request in progress, if it has a route.
    var request: RoutedRequest? {
        switch state {
        case .dispatching(let request), .gathering(let request, _), .held(let request, _),
            .queued(let request, _), .connecting(let request, _), .sending(let request, _),
            .replying(let request, _), .upgraded(let request, _):
            request.routed
        case .awaitingHead, .routing, .answering, .lingering, .closed, .modifying: nil
        }
    }

    /// The connection is open.
    mutating func opened(now: NIODeadline) { deadline = now + limits.clientIdleTimeout }

    // MARK: Heads

    /// What to do with the unread bytes.
    enum HeadAction {
        /// Look up the route of the request with this head, and call ``routed(to:)``, or answer it.
        case route(ByteBuffer, RequestTraits)
        /// Answer that this is not a request, and close.
        case reject(HeadProblem)
        /// No further request has arrived yet.
        case wait
    }

    /// Looks for the next request. Call it until no request is left.
    ///
    /// - Parameter isClientWritable: A client that sends requests and reads no reply waits, rather than have all
    ///   replies kept for it.
    mutating func nextHead(isClientWritable: Bool, now: NIODeadline) -> HeadAction {
        guard case .awaitingHead(let isWithinHead) = state, isClientWritable, reader.count > 0 else {
            reader.compact()
            return .wait
        }
        do {
            guard let bytes = try reader.takeHead() else {
                if !isWithinHead {
                    state = .awaitingHead(isWithinHead: true)
                    deadline = now + limits.headTimeout
                }
                return .wait
            }
            let traits = RequestTraits(reader.head, bytes)
            state = .routing(IncomingRequest(traits: traits, body: BodyScanner(traits.framing)))
            return .route(bytes, traits)
        } catch {
            return .reject(error)
        }
    }

    /// The request's route is known.
    mutating func routed(to request: RoutedRequest) {
        guard case .routing(let incoming) = state else { return }
        state = .dispatching(
            Request(routed: request, body: incoming.body, gathered: GatheredBody(incoming.traits.framing))
        )
    }

    // MARK: Helpers of the extensions

    /// A number for the next attempt to connect.
    mutating func nextAttempt() -> UInt64 {
        lastAttempt &+= 1
        return lastAttempt
    }

    /// Whether the client has taken some of what was written since this was last asked, and has more to take.
    ///
    /// - Parameter unsent: Bytes that were written and have not left for the client's socket yet.
    mutating func isTakingReply(unsent: Int) -> Bool {
        defer { lastUnsent = unsent }
        return unsent > 0 && unsent != lastUnsent
    }
}
