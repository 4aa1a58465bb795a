public import DarkroomAPI
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the gateway does for one InferenceService: the values of its spec in the form that routing, activation and
/// autoscaling take.
public struct ServiceTraffic: Hashable, Sendable {
    /// Paths that lead to the service, without those that no request can have, which ``GatewayReport`` reports: API
    /// servers before Kubernetes 1.25, which do not evaluate validation rules, let some through.
    public var routes: [Route]
    /// How the number of replicas follows the number of requests.
    public var scaling: ScalingPolicy
    /// Bounds on the requests that wait for a pod.
    public var activation: ActivationLimits
    /// Greatest number of concurrent requests per pod; nil for no limit.
    public var containerConcurrency: Int?
    /// Whether the service is neither served nor woken: requests are answered with 503.
    public var isStopped: Bool

    /// Reads the spec of a service.
    public init(of service: InferenceService) {
        let spec = service.spec
        // Every stored object has a creation time; one without must not win conflicts.
        let createdAt = service.metadata.creationTimestamp ?? Timestamp(.distantFuture)
        routes = spec.routes.compactMap { route in
            RoutePath(route.path).map {
                Route(
                    path: $0,
                    methods: MethodSet(allowing: route.methods.map(\.rawValue)),
                    service: service.key,
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
        // API servers before Kubernetes 1.25 accept a minimum above the maximum.
        let most = max(1, scaling.maxReplicas)
        let bound = scaling.containerConcurrency > 0 ? scaling.containerConcurrency : Int.max
        self.init(
            minReplicas: max(0, min(scaling.minReplicas, most)),
            maxReplicas: most,
            targetConcurrency: Double(max(1, min(scaling.concurrency, bound))),
            idle: .seconds(max(1, scaling.idleSeconds))
        )
    }
}

extension ActivationLimits {
    /// The bounds of a spec.
    public init(_ scaling: InferenceScaling) {
        self.init(
            requests: max(0, scaling.queueLimit.requests),
            bytes: max(0, scaling.queueLimit.bytes),
            coldStart: .seconds(max(1, scaling.coldStartTimeoutSeconds))
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
