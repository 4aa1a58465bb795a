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
