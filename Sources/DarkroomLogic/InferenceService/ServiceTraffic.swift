public import DarkroomAPI
import KubeCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the gateway does for one InferenceService: the values of its spec, as routing, activation and autoscaling take
/// them.
public struct ServiceTraffic: Hashable, Sendable {
    /// Paths that lead to the service. One that no request could have is left out, and told of by
    /// ``GatewayReport``: servers before Kubernetes 1.25, which know no rules of schemas, let some through.
    public var routes: [Route]
    /// How many replicas there are for how many requests.
    public var scaling: ScalingPolicy
    /// Bounds on the requests that wait for a pod.
    public var activation: ActivationLimits
    /// Most requests that one pod is given at a time; nil is no bound.
    public var containerConcurrency: Int?
    /// Whether the service is to be neither served nor woken: requests are answered with 503.
    public var isStopped: Bool

    /// Reads the spec of a service.
    public init(of service: InferenceService) {
        let spec = service.spec
        // Every stored object has the time of its creation; one that lacks it must not win paths by that.
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
        // Servers before Kubernetes 1.25 let a least number above the greatest through.
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
