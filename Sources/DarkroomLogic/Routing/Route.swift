public import KubeCore

/// A path of the gateway that leads to a service.
public struct Route: Hashable, Sendable {
    /// The path that leads there, with everything below it.
    public var path: RoutePath
    /// The methods it takes.
    public var methods: MethodSet
    /// The InferenceService it leads to.
    public var service: ObjectKey
    /// When that InferenceService was created: of two that want one path, the older has it.
    public var createdAt: Timestamp
    /// How long a pod may stay silent, before its reply and within it.
    public var timeout: Duration
    /// Pages of other origins that may use it; nil leaves the matter to the service itself.
    public var cors: CORSPolicy?

    /// Makes a route.
    public init(
        path: RoutePath,
        methods: MethodSet = .all,
        service: ObjectKey,
        createdAt: Timestamp,
        timeout: Duration = .seconds(300),
        cors: CORSPolicy? = nil
    ) {
        self.path = path
        self.methods = methods
        self.service = service
        self.createdAt = createdAt
        self.timeout = timeout
        self.cors = cors
    }

    /// Whether this route has its path before the other has it.
    func isSenior(to other: Route) -> Bool {
        // The name decides between two of one second, so that every replica of the gateway decides alike.
        (createdAt, service) < (other.createdAt, other.service)
    }
}
