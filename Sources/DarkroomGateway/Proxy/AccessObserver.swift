public import KubeCore

/// Learns of every request that ended: for the access log and for metrics.
public protocol AccessObserver: Sendable {
    /// A request ended. Called on an event loop: must not block.
    func requestEnded(_ record: AccessRecord)
}

/// What is known of a request that ended.
public struct AccessRecord: Hashable, Sendable {
    /// Id of the request, as in `X-Request-Id`.
    public let requestID: String
    /// Address of the client, or of the proxy before this one.
    public let clientAddress: String
    /// Method and path as they were sent, without the query, which may hold secrets; empty when what came was no request.
    public let request: String
    /// The service; nil when no route was found.
    public let service: ObjectKey?
    /// The pod that had it, if one had.
    public let pod: PodAddress?
    /// Status of the reply; nil when the client left before.
    public let status: Int?
    /// Whether the client has got all of the reply, as far as it was seen from here.
    public let isComplete: Bool
    /// Bytes of the reply.
    public let bytesSent: Int
    /// From the end of the request's head to the end of the reply.
    public let duration: Duration
    /// How long it was held for want of a pod; nil when it was not.
    public let coldStart: Duration?
}
