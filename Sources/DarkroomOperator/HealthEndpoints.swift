public import DarkroomTelemetry
internal import Hummingbird
public import KubeRuntime
public import Logging
public import ServiceLifecycle

/// What the kubelet and Prometheus ask: `/healthz`, `/readyz` and `/metrics`.
public struct HealthEndpoints: Sendable {
    /// Where to listen.
    public struct Address: Sendable {
        /// Host to bind.
        public var host: String
        /// Port to bind.
        public var port: Int

        /// Names an address.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    private let caches: [any CacheSource]
    private let registry: PrometheusRegistry
    private let logger: Logger

    /// Describes the endpoints of a process.
    ///
    /// - Parameter caches: The process is ready once all of them are synced; whether it leads does not matter, since
    ///   a rolling update would otherwise wait for a second leader.
    public init(caches: [any CacheSource], registry: PrometheusRegistry, logger: Logger) {
        self.caches = caches
        self.registry = registry
        self.logger = logger
    }

    /// Serves `/healthz` and `/readyz`.
    public func healthServer(at address: Address) -> any Service {
        let router = Router()
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { [caches] _, _ -> Response in
            let waiting = caches.filter { !$0.isSynced }.map { "\($0.resource)" }
            guard !waiting.isEmpty else { return Self.text("ok\n") }
            return Self.text(
                "not synced yet: \(waiting.joined(separator: ", "))\n",
                status: .serviceUnavailable
            )
        }
        return server(router, at: address)
    }

    /// Serves `/metrics`.
    public func metricsServer(at address: Address) -> any Service {
        let router = Router()
        router.get("metrics") { [registry] _, _ in
            Self.text(registry.exposition(), contentType: PrometheusRegistry.contentType)
        }
        return server(router, at: address)
    }

    private func server(_ router: Router<BasicRequestContext>, at address: Address) -> any Service {
        Application(
            router: router,
            configuration: .init(address: .hostname(address.host, port: address.port)),
            logger: logger
        )
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
