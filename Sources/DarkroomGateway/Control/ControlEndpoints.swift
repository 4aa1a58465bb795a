internal import DarkroomLogic
internal import Hummingbird
internal import KubeCore
internal import Logging
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
    private let gauges = LoadGauges()

    init(
        readiness: Readiness,
        ledger: ConcurrencyLedger,
        activator: HoldingActivator,
        exposition: MetricsExposition,
        logger: Logger
    ) {
        self.readiness = readiness
        self.ledger = ledger
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
        let services = try await ledger.read().services
        for service in services {
            gauges.record(service.inFlight, waiting: activator.situation(of: service.key).waiting, of: service.key)
        }
        gauges.clear(allBut: Set(services.map(\.key)))
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
