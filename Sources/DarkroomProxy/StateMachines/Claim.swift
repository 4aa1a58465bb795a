/// The shared resource that a request holds in its state, and releases when it leaves that state.
enum Claim: Hashable {
    case none
    /// One of a bounded number of slots at a pod.
    case slot(PodAddress)
    /// A place in the queue for such a slot.
    case queue(ticket: UInt64)
    /// A place with the activator.
    case activator(ticket: UInt64)
}
