import NIOCore

/// The shared resource that a request holds in its state, to be given back when it leaves that state.
enum Claim: Hashable {
    case none
    /// One of a bounded number of slots at a pod.
    case slot(PodAddress)
    /// A place in the queue for such a slot.
    case queue(ticket: UInt64)
    /// A place with the activator.
    case activator(ticket: UInt64)
}

/// What is left to do for a request that has ended, and what is known of it for the access log.
struct RequestEnd {
    let request: RoutedRequest
    let claim: Claim
    /// The pod that has the request; nil when none has it.
    let pod: PodAddress?
    /// Status of the reply that the client has begun to get; nil when there was none.
    let status: Int?
    /// Whether the reply ended as it should.
    let isComplete: Bool
    /// Bytes of the reply that were written.
    let bytesSent: Int
    /// How long the request was held; nil when it was not.
    let coldStart: TimeAmount?
}

/// What happens to the client's connection after a reply.
enum AfterReply: Hashable {
    /// Look for the next request.
    case nextRequest
    /// Close it once everything has left, and without taking the reply from a client that still sends.
    case linger(clientStillSends: Bool)
    case close
    /// It is closed already.
    case none
}
