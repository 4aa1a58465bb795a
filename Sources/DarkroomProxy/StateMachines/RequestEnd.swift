import NIOCore

/// What is left to do for a request that has ended, and its data for the access log.
struct RequestEnd {
    let request: RoutedRequest
    let claim: Claim
    /// The pod that has the request; nil when none has it.
    let pod: PodAddress?
    /// Status of the reply that the client has begun to receive; nil without a reply.
    let status: Int?
    /// Whether the reply ended as it should.
    let isComplete: Bool
    /// Bytes of the reply that were written.
    let bytesSent: Int
    /// How long the request was held; nil when it was not.
    let coldStart: TimeAmount?
}
