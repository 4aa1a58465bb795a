public import Hummingbird
public import Logging
public import ServiceLifecycle

/// The endpoints that the kubelet and Prometheus read.
extension Router<BasicRequestContext> {
    /// Adds `/healthz`, which succeeds as long as the process responds, and `/readyz`.
    ///
    /// - Parameters:
    ///   - warnings: Returns what a process that is ready works without, one per line of the response.
    ///   - obstacle: Returns what keeps the process from being ready; nil when it is ready.
    public func addHealth(
        warnings: @escaping @Sendable () -> [String] = { [] },
        obstacle: @escaping @Sendable () -> String?
    ) {
        get("healthz") { _, _ in Response.text("ok\n") }
        get("readyz") { _, _ in
            if let obstacle = obstacle() { return Response.text(obstacle + "\n", status: .serviceUnavailable) }
            return Response.text((["ok"] + warnings().map { "warning: \($0)" }).map { $0 + "\n" }.joined())
        }
    }

    /// Adds `/metrics`.
    ///
    /// - Parameter prepare: Runs before each scrape, to update gauges that are set only on demand.
    public func addMetrics(
        of registry: PrometheusRegistry,
        prepare: @escaping @Sendable () async throws -> Void = {}
    ) {
        get("metrics") { _, _ in
            try await prepare()
            return Response.text(registry.exposition(), contentType: PrometheusRegistry.contentType)
        }
    }

    /// A server for the routes.
    public func server(host: String, port: Int, logger: Logger) -> any Service {
        Application(router: self, configuration: .init(address: .hostname(host, port: port)), logger: logger)
    }
}

extension Response {
    /// A response with a text body.
    public static func text(
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
