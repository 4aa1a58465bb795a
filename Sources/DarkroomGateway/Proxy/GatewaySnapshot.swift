public import DarkroomLogic
public import KubeCore

/// Everything that the data plane knows about the cluster, at one moment.
public struct GatewaySnapshot: Sendable {
    /// The routes.
    public var routes: RoutingTable
    /// The ready pods of every service.
    public var pods: [ObjectKey: [PodAddress]]
    /// Bounds on what one pod of a service is given at a time; services without are not in it.
    public var bounds: [ObjectKey: PodBound]
    /// Services that are neither served nor woken.
    public var stopped: Set<ObjectKey>
    /// Replies that the gateway gives itself, by path: health, above all, which must wake nothing. They come
    /// before every route.
    public var documents: [String: Document]

    /// How much one pod is given at a time by this process, and how much may wait for that.
    public struct PodBound: Hashable, Sendable {
        /// Requests in progress, per pod.
        public var requests: Int
        /// Requests that wait, per service.
        public var waiting: Int

        /// Makes a bound.
        public init(requests: Int, waiting: Int) {
            self.requests = requests
            self.waiting = waiting
        }
    }

    /// A reply that is ready to be sent.
    public struct Document: Hashable, Sendable {
        /// HTTP status.
        public var status: Int
        /// Media type of the body.
        public var contentType: String
        /// The body.
        public var body: String

        /// Makes a reply.
        public init(status: Int = 200, contentType: String = "application/json", body: String) {
            self.status = status
            self.contentType = contentType
            self.body = body
        }
    }

    /// Knows nothing unless told.
    public init(
        routes: RoutingTable = RoutingTable(),
        pods: [ObjectKey: [PodAddress]] = [:],
        bounds: [ObjectKey: PodBound] = [:],
        stopped: Set<ObjectKey> = [],
        documents: [String: Document] = [:]
    ) {
        self.routes = routes
        self.pods = pods
        self.bounds = bounds
        self.stopped = stopped
        self.documents = documents
    }
}
