import AsyncHTTPClient
import ClusterTestSupport
import NIOCore
import NIOHTTP1
import Synchronization

/// Requests to the installed gateway, from many clients at once.
struct Load {
    /// The results of the requests.
    struct Outcome: Sendable {
        var succeeded = 0
        /// The failures, as text.
        var failures: [String] = []
        /// The duration of the slowest request, whether it succeeded or failed.
        var slowest = Duration.zero
    }

    let url: String

    /// - Parameter path: The path of the service.
    init(path: String) throws {
        guard let gateway = TestEnvironment.gateway else { throw GatewayMissing() }
        url = gateway + path
    }

    /// Sends a number of requests at the same time.
    func burst(of count: Int) async throws -> Outcome {
        try await withClient(connections: count) { client in
            await withTaskGroup(of: Outcome.self) { group in
                for _ in 0..<count { group.addTask { await request(client) } }
                return await group.reduce(into: Outcome()) { $0.add($1) }
            }
        }
    }

    /// Sends requests, each client one after another, while `body` runs.
    func during(clients: Int = 16, _ body: () async throws -> Void) async throws -> Outcome {
        let end = End()
        return try await withClient(connections: clients) { client in
            async let outcome = withTaskGroup(of: Outcome.self) { group in
                for _ in 0..<clients {
                    group.addTask {
                        var outcome = Outcome()
                        while !end.hasCome.load(ordering: .relaxed) { outcome.add(await request(client)) }
                        return outcome
                    }
                }
                return await group.reduce(into: Outcome()) { $0.add($1) }
            }
            defer { end.hasCome.store(true, ordering: .relaxed) }
            try await body()
            end.hasCome.store(true, ordering: .relaxed)
            return await outcome
        }
    }

    private final class End: Sendable {
        let hasCome = Atomic(false)
    }

    /// Sends one request, which succeeds when the response is 200.
    private func request(_ client: HTTPClient) async -> Outcome {
        var outcome = Outcome()
        let start = ContinuousClock.now
        do {
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(90))
            let body = try await response.body.collect(upTo: 1 << 20)
            if response.status == .ok {
                outcome.succeeded = 1
            } else {
                outcome.failures = ["\(response.status): \(String(buffer: body))"]
            }
        } catch {
            outcome.failures = ["\(error)"]
        }
        outcome.slowest = .now - start
        return outcome
    }

    private func withClient<Result: Sendable>(
        connections: Int,
        _ body: (HTTPClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        let client = HTTPClient(configuration: configuration)
        do {
            let result = try await body(client)
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}

extension Load.Outcome {
    fileprivate mutating func add(_ other: Self) {
        succeeded += other.succeeded
        failures += other.failures
        slowest = max(slowest, other.slowest)
    }
}

/// The environment does not say where the gateway is.
struct GatewayMissing: Error {}
