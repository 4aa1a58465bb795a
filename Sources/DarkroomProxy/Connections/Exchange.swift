import NIOCore

/// One request on its way, from the end of its head to the end of its reply.
struct Exchange {
    /// The request's head as it was read.
    let head: ByteBuffer
    let requestID: RequestID
    let began = NIODeadline.now()
    /// What follows the head.
    var body: BodyScanner
    /// Follows the body as long as it only gathers, and how many bytes it has seen.
    var gathered: (scanner: BodyScanner, count: Int)?
    /// Bytes of the body since its deadline was last put off.
    var bodyBytes = 0
    /// Whether a pod has got some of the body, or has said a word.
    var hasBodyBegun = false
    /// When the body must have come, however fast it comes.
    var bodyEnd = NIODeadline.distantFuture
    /// Where its route leads; nil when there is none.
    var target: RoutingSnapshot.Target?
    /// The connection that it was sent on.
    var pod: PodHandler?
    /// The pod that is being connected to, or was last.
    var address: PodAddress?
    /// The pod at which it has one of a bounded number of places.
    var place: PodAddress?
    /// Id under which it waits for such a place.
    var queuedAs: UInt64?
    /// When it took its place in line first, and when last, since it was held or had a pod.
    var queued: (first: NIODeadline, last: NIODeadline)?
    /// Id under which the activator holds it.
    var heldAs: UInt64?
    /// When it was first held.
    var heldSince: ContinuousClock.Instant?
    /// When connecting first failed, of the attempts since it last had a pod; later by what it waited in line since.
    var unconnectedSince: NIODeadline?
    /// Attempts to connect that failed.
    var failures = 0
    /// How often it was sent again because a pod closed the connection without a word.
    var repeats = 0
    /// Whether the client has got the first byte of the reply.
    var hasReply = false
    /// Status of the reply, once it is known.
    var status: Int?
    /// Whether the reply has ended as it should.
    var isComplete = false
    /// Bytes of the reply so far.
    var bytesSent = 0
    /// How long it was held.
    var coldStart: TimeAmount?

    init(head: ByteBuffer, requestID: RequestID, framing: BodyFraming) {
        self.head = head
        self.requestID = requestID
        body = BodyScanner(framing)
    }
}
