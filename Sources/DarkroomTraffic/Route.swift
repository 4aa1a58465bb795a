#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// A path that leads to a service.
public struct Route: Hashable, Sendable {
    /// The path, with everything below it.
    public var path: RoutePath
    /// The methods that it accepts.
    public var methods: MethodSet
    /// The service it leads to.
    public var service: ServiceID
    /// When that service was created. When two services name one path, the older one gets it.
    public var createdAt: Date
    /// How long a pod may stay silent, before its reply and within it.
    public var timeout: Duration
    /// Pages of other origins that may use it; nil leaves this to the service itself.
    public var cors: CORSPolicy?

    /// Makes a route.
    public init(
        path: RoutePath,
        methods: MethodSet = .all,
        service: ServiceID,
        createdAt: Date,
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

    /// Whether this route takes precedence over another one with the same path.
    func isSenior(to other: Route) -> Bool {
        // The name decides between two services of the same second, so that every replica decides alike.
        (createdAt, service) < (other.createdAt, other.service)
    }
}
