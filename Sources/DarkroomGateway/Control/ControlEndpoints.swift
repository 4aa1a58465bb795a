internal import DarkroomLogic
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
    /// The page that Prometheus scrapes, with its media type.
    let exposition: MetricsExposition
    let logger: Logger
    private let gauges = LoadGauges()

    init(
        readiness: Readiness,
        collector: ConcurrencyCollector,
        activator: HoldingActivator,
        exposition: MetricsExposition,
        logger: Logger
    ) {
        self.readiness = readiness
        self.collector = collector
        self.activator = activator
        self.exposition = exposition
        self.logger = logger
    }

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
        router.get("concurrency") { [collector] _, _ -> Response in
            let body = try JSONEncoder().encode(try await collector.read())
            return Self.text(String(decoding: body, as: UTF8.self), contentType: "application/json")
        }
        return Application(
            router: router,
            configuration: .init(address: .hostname(host, port: port)),
            logger: logger
        )
    }

    /// A gauge is as old as its last value, so each scrape sets it.
    private func recordLoad() async throws {
        let services = try await collector.read().services
        for service in services {
            gauges.record(service.inFlight, waiting: activator.waitingCount(of: service.id), of: service.id)
        }
        gauges.clear(allBut: Set(services.map(\.id)))
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
