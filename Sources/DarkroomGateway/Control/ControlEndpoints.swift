internal import DarkroomLogic
internal import DarkroomTelemetry
internal import Hummingbird
internal import Logging
internal import ServiceLifecycle

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The endpoints for the kubelet, Prometheus and the other replicas: `/healthz`, `/readyz`, `/metrics` and
/// `/concurrency`.
struct ControlEndpoints: Sendable {
    let readiness: Readiness
    let collector: ConcurrencyCollector
    let activator: HoldingActivator
    let registry: PrometheusRegistry
    let logger: Logger
    private let gauges = LoadGauges()

    init(
        readiness: Readiness,
        collector: ConcurrencyCollector,
        activator: HoldingActivator,
        registry: PrometheusRegistry,
        logger: Logger
    ) {
        self.readiness = readiness
        self.collector = collector
        self.activator = activator
        self.registry = registry
        self.logger = logger
    }

    func server(host: String, port: Int) -> any Service {
        let router = Router()
        router.addHealth { [readiness] in readiness.state.obstacle }
        router.addMetrics(of: registry, prepare: recordLoad)
        router.get("concurrency") { [collector] _, _ -> Response in
            let body = try JSONEncoder().encode(try await collector.read())
            return .text(String(decoding: body, as: UTF8.self), contentType: "application/json")
        }
        return router.server(host: host, port: port, logger: logger)
    }

    /// A gauge is as old as its last value, so each scrape sets it.
    private func recordLoad() async throws {
        let services = try await collector.read().services
        for service in services {
            gauges.record(service.inFlight, waiting: activator.waitingCount(of: service.id), of: service.id)
        }
        gauges.clear(allBut: Set(services.map(\.id)))
    }
}
