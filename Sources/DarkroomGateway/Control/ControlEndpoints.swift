internal import DarkroomLogic
internal import Hummingbird
internal import KubeCore
internal import Logging
internal import Metrics
internal import ServiceLifecycle

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What the kubelet, Prometheus and the other replicas ask: `/healthz`, `/readyz`, `/metrics` and `/concurrency`.
struct ControlEndpoints: Sendable {
    let readiness: Readiness
    let ledger: ConcurrencyLedger
    let activator: HoldingActivator
    /// The page that Prometheus scrapes, with its media type.
    let exposition: MetricsExposition
    let logger: Logger

    func server(host: String, port: Int) -> any Service {
        let router = Router()
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { [readiness] _, _ -> Response in
            let state = readiness.state
            return Self.text(state.rawValue + "\n", status: state == .serving ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { [self] _, _ -> Response in
            try await recordLoad()
            return Self.text(exposition.text(), contentType: exposition.contentType)
        }
        router.get("concurrency") { [ledger] _, _ -> Response in
            let body = try JSONEncoder().encode(try await ledger.read())
            return Self.text(String(decoding: body, as: UTF8.self), contentType: "application/json")
        }
        return Application(
            router: router,
            configuration: .init(address: .hostname(host, port: port)),
            logger: logger
        )
    }

    /// Gauges are as old as their last value, so they get theirs when somebody looks.
    private func recordLoad() async throws {
        for service in try await ledger.read().services {
            let labels = [("namespace", service.namespace ?? ""), ("service", service.name)]
            Gauge(label: GatewayMetric.inFlight, dimensions: labels).record(service.inFlight)
            Gauge(label: GatewayMetric.held, dimensions: labels)
                .record(activator.situation(of: service.key).waiting)
        }
    }

    private static func text(
        _ body: String,
        status: HTTPResponse.Status = .ok,
        contentType: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body))
        )
    }
}
