import DarkroomTelemetry
import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import NIOCore
import NIOPosix
import ProxyTestSupport
import ServiceLifecycle
import Testing

@testable import DarkroomGateway

/// A whole gateway on loopback, against a fake API server.
struct RunningGateway {
    let port: Int

    /// Opens a connection as a client does.
    func client() async throws -> Peer {
        try await Peer.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port))
    }

    /// Sends a GET on a connection of its own and returns the whole reply.
    func get(_ path: String) async throws -> String {
        let client = try await client()
        try await client.send("GET \(path) HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        return try await client.receiveUntilClosed()
    }
}

/// Runs a test with a gateway, which shuts down in an orderly way afterwards.
func withGateway<Result: Sendable>(
    _ api: FakeAPI,
    name: String = "a",
    shutdownDelay: Duration = .zero,
    _ test: (RunningGateway, ServiceGroup) async throws -> Result
) async throws -> Result {
    let (port, controlPort) = (try await TestPorts.free(), try await TestPorts.free())
    let gateway = Gateway(
        client: KubeClient(transport: api, fieldManager: Gateway.fieldManager),
        options: GatewayOptions(
            host: "127.0.0.1",
            port: port,
            controlPort: controlPort,
            watchNamespace: "vision",
            namespace: "gateways",
            podName: name,
            identity: name,
            shutdownDelay: shutdownDelay,
            drainTime: .seconds(10)
        ),
        group: MultiThreadedEventLoopGroup.singleton,
        registry: PrometheusRegistry(logger: .silent),
        logger: .silent
    )
    let group = ServiceGroup(services: gateway.services, logger: .silent)
    let running = Task { try await group.run() }
    do {
        let control = RunningGateway(port: controlPort)
        let isServing = await eventually {
            (try? await control.get("/readyz"))?.hasPrefix("HTTP/1.1 200 ") ?? false
        }
        try #require(isServing)
        let result = try await test(RunningGateway(port: port), group)
        await group.triggerGracefulShutdown()
        try await running.value
        return result
    } catch {
        running.cancel()
        throw error
    }
}
