public import DarkroomAPI
public import DarkroomTraffic
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The settings of one InferenceService's spec, in the form in which routing, activation and autoscaling use them.
public struct ServiceTraffic: Hashable, Sendable {
    /// Paths that lead to the service. Paths that no request can have are left out, and ``GatewayStatusBuilder`` reports
    /// them: API servers before Kubernetes 1.25 do not check the rules of the schema.
    public var routes: [Route]
    /// How many replicas the service gets for its requests.
    public var scaling: ScalingPolicy
    /// Bounds on the requests that wait for a pod.
    public var activation: ActivationLimits
    /// Most requests in progress per pod; nil for no bound.
    public var containerConcurrency: Int?
    /// Whether the service is neither served nor woken: requests get 503.
    public var isStopped: Bool

    /// Reads the spec of a service.
    public init(of service: InferenceService) {
        let spec = service.spec
        // Every stored object has a creation time; one without it must not win a path.
        let createdAt = service.metadata.creationTimestamp?.date ?? .distantFuture
        routes = spec.routes.compactMap { route in
            RoutePath(route.path).map {
                Route(
                    path: $0,
                    methods: MethodSet(allowing: route.methods.map(\.rawValue)),
                    service: service.serviceID,
                    createdAt: createdAt,
                    timeout: .seconds(max(1, route.timeoutSeconds)),
                    cors: route.cors.map(CORSPolicy.init)
                )
            }
        }
        scaling = ScalingPolicy(spec.scaling)
        activation = ActivationLimits(spec.scaling)
        let bound = spec.scaling.containerConcurrency
        containerConcurrency = bound > 0 ? bound : nil
        isStopped = spec.stopped
    }
}

extension ScalingPolicy {
    /// The policy of a spec.
    public init(_ scaling: InferenceScaling) {
        // API servers before Kubernetes 1.25 accept a minReplicas above maxReplicas.
        let most = max(1, scaling.maxReplicas)
        let bound = scaling.containerConcurrency > 0 ? scaling.containerConcurrency : Int.max
        self.init(
            minReplicas: max(0, min(scaling.minReplicas, most)),
            maxReplicas: most,
            concurrency: Double(max(1, min(scaling.concurrency, bound))),
            idle: .seconds(max(1, scaling.idleSeconds))
        )
    }
}

extension ActivationLimits {
    /// The bounds of a spec.
    public init(_ scaling: InferenceScaling) {
        self.init(
            queueLimit: InferenceQueueLimit(
                requests: max(0, scaling.queueLimit.requests),
                bytes: max(0, scaling.queueLimit.bytes)
            ),
            coldStartTimeout: .seconds(max(1, scaling.coldStartTimeoutSeconds))
        )
    }
}

extension CORSPolicy {
    /// The policy of a spec.
    public init(_ cors: InferenceCORS) {
        self.init(
            allowOrigins: cors.allowOrigins,
            allowHeaders: cors.allowHeaders,
            exposeHeaders: cors.exposeHeaders,
            allowCredentials: cors.allowCredentials,
            maxAge: .seconds(max(0, cors.maxAgeSeconds))
        )
    }
}
