public import DarkroomTraffic

/// Observes every request that ends, for the access log and for metrics.
public protocol AccessObserver: Sendable {
    /// A request ended. Called on an event loop: must not block.
    func requestEnded(_ record: AccessRecord)
}

/// A request that ended.
public struct AccessRecord: Hashable, Sendable {
    /// Id of the request, as in `X-Request-Id`.
    public let requestID: String
    /// Address of the client, or of the proxy before this one.
    public let clientAddress: String
    /// Method and path as they were sent, without the query, which may hold secrets; empty for bytes that are not a request.
    public let request: String
    /// The service; nil when no route was found.
    public let service: ServiceID?
    /// The pod that received the request.
    public let pod: PodAddress?
    /// Status of the reply; nil when the client left before it.
    public let status: Int?
    /// Whether all of the reply was sent to the client.
    public let isComplete: Bool
    /// Bytes of the reply.
    public let bytesSent: Int
    /// From the end of the request's head to the end of the reply.
    public let duration: Duration
    /// How long it waited for a pod; nil when one was ready.
    public let coldStart: Duration?
}
