public import DarkroomLogic
public import KubeCore
internal import NIOCore
internal import Synchronization

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

/// The snapshot in force. The control side replaces it as a whole; requests in progress keep theirs.
public final class GatewayState: Sendable {
    private let current: Mutex<CompiledSnapshot>
    let places = PodPlaces()

    /// Starts with a snapshot.
    public init(_ snapshot: GatewaySnapshot = GatewaySnapshot()) {
        current = Mutex(CompiledSnapshot(snapshot))
    }

    /// Puts another snapshot in force. Tell the ``Activator`` afterwards, not before: it releases requests,
    /// which look here again.
    public func replace(with snapshot: GatewaySnapshot) {
        let compiled = CompiledSnapshot(snapshot)
        current.withLock { $0 = compiled }
        places.podsChanged()
    }

    /// The routes in force.
    public var routes: RoutingTable { snapshot.routes }

    var snapshot: CompiledSnapshot { current.withLock { $0 } }
}

/// A snapshot laid out for the path of a request. A class, so that taking it costs one reference.
final class CompiledSnapshot: Sendable {
    struct Target: Sendable {
        let service: ObjectKey
        let pods: [PodAddress]
        let timeout: TimeAmount
        let methods: MethodSet
        let cors: CORSPolicy?
        let bound: GatewaySnapshot.PodBound?
        let isStopped: Bool
    }

    let routes: RoutingTable
    let documents: [String: GatewaySnapshot.Document]
    let pods: [ObjectKey: [PodAddress]]
    private let targets: [Target]
    private let served: Set<ObjectKey>

    init(_ snapshot: GatewaySnapshot) {
        served = Set(snapshot.routes.routes.map(\.service)).subtracting(snapshot.stopped)
        routes = snapshot.routes
        documents = snapshot.documents
        pods = snapshot.pods
        targets = snapshot.routes.routes.map { route in
            Target(
                service: route.service,
                pods: snapshot.pods[route.service] ?? [],
                timeout: .seconds(max(1, min(route.timeout.components.seconds, 86_400))),
                methods: route.methods,
                cors: route.cors,
                bound: snapshot.bounds[route.service],
                isStopped: snapshot.stopped.contains(route.service)
            )
        }
    }

    /// Whether the service has a route, and pods whenever it needs them.
    func isServed(_ service: ObjectKey) -> Bool { served.contains(service) }

    /// Where a route of ``routes`` leads.
    func target(_ route: Int) -> Target { targets[route] }
}
