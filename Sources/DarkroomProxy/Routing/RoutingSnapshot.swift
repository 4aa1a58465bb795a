public import DarkroomTraffic
internal import NIOCore

/// Everything that the data plane knows about routes, services and their pods at one moment, laid out for the path of a
/// request.
///
/// A class, so that a request takes it along for the price of one reference.
public final class RoutingSnapshot: Sendable {
    /// What the data plane knows of one service.
    public struct Service: Hashable, Sendable {
        /// Most requests that this process sends to one pod at a time; nil for no bound.
        public var containerConcurrency: Int?
        /// Most requests that wait for room at a pod.
        public var queueLimit: Int
        /// Whether the service is neither served nor woken.
        public var isStopped: Bool
        /// The ready pods.
        public var pods: [PodAddress]

        /// Describes a service.
        public init(
            containerConcurrency: Int? = nil,
            queueLimit: Int = .max,
            isStopped: Bool = false,
            pods: [PodAddress] = []
        ) {
            self.containerConcurrency = containerConcurrency
            self.queueLimit = queueLimit
            self.isStopped = isStopped
            self.pods = pods
        }
    }

    /// A reply that the proxy gives itself.
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

    /// Where a route leads, with the settings that a request keeps until its end.
    struct Target: Sendable {
        let service: ServiceID
        let timeout: TimeAmount
        let methods: MethodSet
        let cors: CORSPolicy?
        let containerConcurrency: Int?
        let queueLimit: Int
        let isStopped: Bool
        /// Index of the service: looking up its name for every request would take too long.
        fileprivate let index: Int
    }

    /// The routes, and those that others have.
    public let routes: RoutingTable
    /// Replies that the proxy gives itself, by path: health, above all, which must wake nothing. They come before every
    /// route.
    public let documents: [String: Document]
    /// By index of a route in ``routes``.
    private let targets: [Target]
    private let indexes: [ServiceID: Int]
    /// The services that have a route.
    private let services: [Service]

    /// Makes a snapshot; it knows nothing unless told.
    ///
    /// - Parameter services: By name; a service without a route is never looked up.
    public init(
        routes: RoutingTable = RoutingTable(),
        services: [ServiceID: Service] = [:],
        documents: [String: Document] = [:]
    ) {
        var indexes: [ServiceID: Int] = [:]
        var known: [Service] = []
        targets = routes.routes.map { route in
            let service = services[route.service] ?? Service()
            let index = indexes[route.service] ?? known.count
            if index == known.count {
                indexes[route.service] = index
                known.append(service)
            }
            return Target(
                service: route.service,
                timeout: .seconds(max(1, min(route.timeout.components.seconds, 86_400))),
                methods: route.methods,
                cors: route.cors,
                containerConcurrency: service.containerConcurrency,
                queueLimit: service.queueLimit,
                isStopped: service.isStopped,
                index: index
            )
        }
        self.routes = routes
        self.documents = documents
        self.indexes = indexes
        self.services = known
    }

    private init(_ other: RoutingSnapshot, services: [Service], documents: [String: Document]) {
        routes = other.routes
        targets = other.targets
        indexes = other.indexes
        self.services = services
        self.documents = documents
    }

    /// The same with other pods of some services.
    func with(pods changes: [ServiceID: [PodAddress]]) -> RoutingSnapshot {
        var services = services
        for (service, pods) in changes {
            if let index = indexes[service] { services[index].pods = pods }
        }
        return RoutingSnapshot(self, services: services, documents: documents)
    }

    /// The same with other documents.
    func with(documents: [String: Document]) -> RoutingSnapshot {
        RoutingSnapshot(self, services: services, documents: documents)
    }

    /// Where a route of ``routes`` leads.
    func target(_ route: Int) -> Target { targets[route] }

    /// The ready pods behind a route.
    func pods(of target: Target) -> [PodAddress] { services[target.index].pods }

    /// The ready pods of a service; none when no route leads to it.
    func pods(of service: ServiceID) -> [PodAddress] { indexes[service].map { services[$0].pods } ?? [] }

    /// Whether the service has a route, and pods whenever it needs them.
    func isServed(_ service: ServiceID) -> Bool { indexes[service].map { !services[$0].isStopped } ?? false }
}
