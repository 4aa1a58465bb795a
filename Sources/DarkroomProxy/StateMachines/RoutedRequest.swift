import NIOCore

/// A request's head and what names it.
struct ReceivedRequest {
    /// The head as it was read.
    let head: ByteBuffer
    /// Names the request in logs and headers.
    let id: RequestID
    /// When the head was complete.
    let began: NIODeadline
}

/// What stays the same about a request from its route to its end. A class, so that moving a request from state to state
/// costs one reference.
final class RoutedRequest {
    let received: ReceivedRequest
    let traits: RequestTraits
    /// Where its route leads.
    let target: RoutingSnapshot.Target

    init(_ received: ReceivedRequest, _ traits: RequestTraits, target: RoutingSnapshot.Target) {
        self.received = received
        self.traits = traits
        self.target = target
    }
}
