public import DarkroomTelemetry
internal import Hummingbird
public import KubeRuntime
public import Logging
public import ServiceLifecycle

/// The endpoints for the kubelet and Prometheus: `/healthz`, `/readyz` and `/metrics`.
public struct HealthEndpoints: Sendable {
    private let caches: [any CacheSource]
    private let warnings: @Sendable () -> [String]
    private let registry: PrometheusRegistry
    private let logger: Logger

    /// Describes the endpoints of a process.
    ///
    /// - Parameters:
    ///   - caches: The process is ready once all of them have synced. Whether it leads does not matter: a rolling
    ///     update would otherwise wait for a second leader.
    ///   - warnings: What a ready process works without.
    public init(
        caches: [any CacheSource],
        warnings: @escaping @Sendable () -> [String] = { [] },
        registry: PrometheusRegistry,
        logger: Logger
    ) {
        self.caches = caches
        self.warnings = warnings
        self.registry = registry
        self.logger = logger
    }

    /// Serves `/healthz` and `/readyz`.
    public func healthServer(host: String, port: Int) -> any Service {
        let router = Router()
        router.addHealth(warnings: warnings) { [caches] in
            let waiting = caches.filter { !$0.isSynced }.map { "\($0.resource)" }
            return waiting.isEmpty ? nil : "not synced yet: \(waiting.joined(separator: ", "))"
        }
        return router.server(host: host, port: port, logger: logger)
    }

    /// Serves `/metrics`.
    public func metricsServer(host: String, port: Int) -> any Service {
        let router = Router()
        router.addMetrics(of: registry)
        return router.server(host: host, port: port, logger: logger)
    }
}
