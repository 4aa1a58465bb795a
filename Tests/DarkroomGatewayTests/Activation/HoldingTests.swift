import DarkroomAPI
import DarkroomLogic
import DarkroomTraffic
import KubeClient
import KubeCore
import KubeTestSupport
import NIOCore
import NIOPosix
import ProxyTestSupport
import Testing

@testable import DarkroomGateway
@testable import DarkroomProxy

@Suite("Requests without a pod", .timeLimit(.minutes(5)))
struct HoldingTests {
    private static let post = "POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nbody"
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"

    /// Runs a test with a gateway that holds requests.
    private func withActivation(
        limits: ActivationLimits = ActivationLimits(),
        timeout: Duration = .seconds(30),
        failures: Int = 0,
        by error: any Error = ScriptedScaler.Failure(),
        _ test: (TestGateway, HoldingActivator, ScriptedScaler) async throws -> Void
    ) async throws {
        let scaler = ScriptedScaler(failures: failures, by: error)
        let activator = HoldingActivator(scaler: scaler)
        activator.setLimits([TestGateway.service: limits])
        let gateway = try await TestGateway(
            activator: activator,
            timeout: timeout,
            group: MultiThreadedEventLoopGroup.singleton
        )
        let running = Task { await activator.run() }
        defer { running.cancel() }
        try await test(gateway, activator, scaler)
    }

    private func waiting(_ count: Int, _ activator: HoldingActivator) async throws {
        try #require(await eventually { activator.waitingCount(of: TestGateway.service) == count })
    }

    private func becomeReady(_ gateway: TestGateway, _ activator: HoldingActivator, _ pods: [PodAddress]) {
        gateway.publish(.init(pods: pods))
        activator.podsChanged(of: TestGateway.service, isReady: !pods.isEmpty)
    }

    @Test("Many requests to a sleeping service cause one write, and all are answered when a pod is ready")
    func many() async throws {
        try await withActivation { gateway, activator, scaler in
            var clients: [Peer] = []
            for _ in 0..<200 {
                let client = try await gateway.client()
                try await client.send(Self.post)
                clients.append(client)
            }
            try await waiting(200, activator)
            let pod = try await TestPod(replying: Self.hello)
            becomeReady(gateway, activator, [pod.address])
            for client in clients {
                let reply = try await client.receive(until: "hello")
                #expect(reply.hasPrefix("HTTP/1.1 200 "))
                #expect(reply.contains("x-darkroom-cold-start: "))
            }
            #expect(scaler.calls == 1)
            #expect(try await gateway.server.reports()[TestGateway.service]?.inFlight == 0)
        }
    }

    @Test("A large body waits in the client's socket, and arrives whole")
    func largeBody() async throws {
        try await withActivation { gateway, activator, _ in
            let client = try await gateway.client()
            let size = 32 << 20
            try await client.send("POST /api/model HTTP/1.1\r\nhost: a\r\ncontent-length: \(size)\r\n\r\n")
            try await waiting(1, activator)
            #expect(try await client.bytesTaken(of: size) < size / 2)
            let pod = try await TestPod()
            becomeReady(gateway, activator, [pod.address])
            let connection = try await pod.connection()
            let head = try await connection.receiveHead()
            try await connection.receive(total: head.utf8.count + size)
            try await connection.send(Self.hello)
            _ = try await client.receive(until: "hello")
        }
    }

    @Test("A failed write is retried while a request waits")
    func failingWrite() async throws {
        try await withActivation(failures: 2) { gateway, activator, scaler in
            let client = try await gateway.client()
            try await client.send(Self.post)
            #expect(await eventually { scaler.calls == 3 })
            let pod = try await TestPod(replying: Self.hello)
            becomeReady(gateway, activator, [pod.address])
            _ = try await client.receive(until: "hello")
            #expect(scaler.calls == 3)
        }
    }

    @Test("The Retry-After of a server that refuses the write is honoured")
    func pause() async throws {
        let error = KubeError.throttled(KubeStatus(code: 429), retryAfter: .seconds(1))
        try await withActivation(failures: 1, by: error) { gateway, _, scaler in
            let client = try await gateway.client()
            try await client.send(Self.post)
            try #require(await eventually { scaler.calls == 2 })
            let times = scaler.times
            #expect(times[1] - times[0] >= .seconds(1))
        }
    }

    @Test("A request beyond the limit is refused with Retry-After")
    func full() async throws {
        try await withActivation(limits: ActivationLimits(queueLimit: .init(requests: 1))) { gateway, activator, _ in
            let first = try await gateway.client()
            try await first.send(Self.post)
            try await waiting(1, activator)
            let second = try await gateway.client()
            try await second.send(Self.post)
            let reply = try await second.receive(until: "}}\n")
            #expect(reply.hasPrefix("HTTP/1.1 503 "))
            #expect(reply.contains("retry-after: "))
        }
    }

    @Test("A request is answered with an error when the cold start exceeds its limit")
    func timeOut() async throws {
        try await withActivation(limits: ActivationLimits(coldStartTimeout: .milliseconds(100))) { gateway, _, _ in
            let client = try await gateway.client()
            try await client.send(Self.post)
            let reply = try await client.receive(until: "}}\n")
            #expect(reply.hasPrefix("HTTP/1.1 504 "))
            #expect(reply.contains("ColdStartTimeout"))
        }
    }

    @Test("A client that leaves while its request is held gives up its place")
    func leaves() async throws {
        try await withActivation { gateway, activator, _ in
            let client = try await gateway.client()
            try await client.send(Self.post)
            try await waiting(1, activator)
            try await client.close()
            try await waiting(0, activator)
        }
    }

    @Test("Requests survive the loss of a pod before they reach it")
    func goneAgain() async throws {
        try await withActivation { gateway, activator, scaler in
            let client = try await gateway.client()
            try await client.send(Self.post)
            try await waiting(1, activator)
            let gone = try await TestPod()
            let address = gone.address
            try await gone.stop()
            becomeReady(gateway, activator, [address])
            becomeReady(gateway, activator, [])
            try await waiting(1, activator)
            let pod = try await TestPod(replying: Self.hello)
            becomeReady(gateway, activator, [pod.address])
            #expect(try await client.receive(until: "hello").hasPrefix("HTTP/1.1 200 "))
            #expect(await eventually { scaler.calls == 2 })
        }
    }

    @Test("A request that is held when the gateway shuts down is answered")
    func shutdown() async throws {
        try await withActivation { gateway, activator, _ in
            let client = try await gateway.client()
            try await client.send(Self.post)
            try await waiting(1, activator)
            try await gateway.server.shutDown(gracePeriod: .zero)
            let reply = try await client.receiveUntilClosed()
            #expect(reply.hasPrefix("HTTP/1.1 503 "))
            #expect(reply.contains("retry-after: 1\r\n"))
            #expect(reply.contains("\"reason\":\"ShuttingDown\""))
        }
    }

    @Test(
        "A request that is held just as its service is stopped or deleted is refused",
        arguments: [ScaleUpProblem.stopped, .noService]
    )
    func stoppedMeanwhile(problem: ScaleUpProblem) async throws {
        try await withActivation(failures: 1, by: problem) { gateway, _, _ in
            let client = try await gateway.client()
            try await client.send(Self.post)
            #expect(try await client.receive(until: "}}\n").contains("\"reason\":\"Stopped\""))
        }
    }

    @Test("A request in the queue of a service is refused at once, and not held, when the service is stopped")
    func stoppedWhileQueued() async throws {
        try await withActivation { gateway, activator, _ in
            let pod = try await TestPod()
            var settings = RoutingSnapshot.Service(containerConcurrency: 1, queueLimit: 1, pods: [pod.address])
            gateway.publish(settings)
            let first = try await gateway.client()
            try await first.send(Self.post)
            _ = try await pod.connection()
            let second = try await gateway.client()
            try await second.send(Self.post)
            let isQueued = await eventually { gateway.state.capacity.queueLength(TestGateway.service) > 0 }
            #expect(isQueued)
            settings.pods = []
            settings.isStopped = true
            gateway.publish(settings)
            let reply = try await second.receive(until: "}}\n")
            #expect(reply.contains("\"reason\":\"Stopped\""))
        }
    }

    @Test("A request that was queued before it was held has the whole queue timeout afterwards")
    func queuedHeldAndQueued() async throws {
        try await withActivation(timeout: .seconds(6)) { gateway, activator, _ in
            let pod = try await TestPod()
            var settings = RoutingSnapshot.Service(containerConcurrency: 1, queueLimit: 1, pods: [pod.address])
            gateway.publish(settings)
            let first = try await gateway.client()
            try await first.send(Self.post)
            let connection = try await pod.connection()
            _ = try await connection.receive(until: "body")
            let second = try await gateway.client()
            try await second.send(Self.post)
            try #require(await eventually { gateway.state.capacity.queueLength(TestGateway.service) == 1 })
            gateway.state.publish(pods: [TestGateway.service: []])
            try await waiting(1, activator)

            // Longer than the route's timeout, while the first client still receives its reply.
            try await connection.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nh")
            for part in ["e", "l", "l", "o"] {
                try await Task.sleep(for: .milliseconds(1700))
                try await connection.send(part)
            }
            gateway.publish(settings)
            activator.podsChanged(of: TestGateway.service, isReady: true)
            try #require(await eventually { gateway.state.capacity.queueLength(TestGateway.service) == 1 })
            try await Task.sleep(for: .milliseconds(500))
            settings.pods.append(try await TestPod(replying: Self.hello).address)
            gateway.publish(settings)
            #expect(try await second.receive(until: "hello").hasPrefix("HTTP/1.1 200 "))
        }
    }
}
