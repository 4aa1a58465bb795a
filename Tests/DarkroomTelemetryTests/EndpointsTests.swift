import DarkroomTelemetry
import Hummingbird
import HummingbirdTesting
import Metrics
import Testing

@Suite("A process")
struct EndpointsTests {
    private struct Reply: Equatable {
        var status: HTTPResponse.Status
        var text: String
    }

    private static func get(
        _ path: String,
        _ addEndpoints: (Router<BasicRequestContext>) -> Void
    ) async throws -> Reply {
        let router = Router()
        addEndpoints(router)
        return try await Application(router: router).test(.router) { client in
            let response = try await client.execute(uri: path, method: .get)
            return Reply(status: response.status, text: String(buffer: response.body))
        }
    }

    @Test("is alive whether it is ready or not", arguments: [nil, "draining"])
    func alive(obstacle: String?) async throws {
        let reply = try await Self.get("/healthz") { $0.addHealth { obstacle } }
        #expect(reply == Reply(status: .ok, text: "ok\n"))
    }

    @Test("is ready unless something prevents that, which it names")
    func ready() async throws {
        let ready = try await Self.get("/readyz") { $0.addHealth { nil } }
        #expect(ready == Reply(status: .ok, text: "ok\n"))
        let waiting = try await Self.get("/readyz") { $0.addHealth { "not synced yet: widgets" } }
        #expect(waiting == Reply(status: .serviceUnavailable, text: "not synced yet: widgets\n"))
    }

    @Test("is ready although it works without something, and says so")
    func readyWithWarnings() async throws {
        let reply = try await Self.get("/readyz") { $0.addHealth(warnings: { ["old definition"] }) { nil } }
        #expect(reply == Reply(status: .ok, text: "ok\nwarning: old definition\n"))
        let waiting = try await Self.get("/readyz") { $0.addHealth(warnings: { ["old definition"] }) { "draining" } }
        #expect(waiting == Reply(status: .serviceUnavailable, text: "draining\n"))
    }

    @Test("sets its gauges before each scrape")
    func metrics() async throws {
        let scrape = Scrape()
        let gauge = Gauge(label: "depth", dimensions: [], factory: scrape.factory)
        let reply = try await Self.get("/metrics") { router in
            router.addMetrics(of: scrape.registry) { gauge.record(3) }
        }
        #expect(reply.status == .ok)
        #expect(reply.text.contains("depth 3"))
    }
}
