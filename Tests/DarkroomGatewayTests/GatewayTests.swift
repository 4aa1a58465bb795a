import DarkroomAPI
import DarkroomProxy
import KubeCore
import KubeTestSupport
import ProxyTestSupport
import ServiceLifecycle
import Testing

@testable import DarkroomGateway

/// The whole gateway, from the watch to the socket.
@Suite("A gateway", .serialized, .timeLimit(.minutes(5)))
struct GatewayTests {
    private static let hello = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
    private static let get = "GET /api/s HTTP/1.1\r\nhost: a\r\n\r\n"

    private let api = FakeAPI()

    private func put(
        _ name: String = "s",
        path: String = "/api/s",
        created: String = "2026-01-01T00:00:00Z",
        idleSeconds: Int = 300,
        stopped: Bool = false,
        queue: String? = nil,
        replicas: Int = 0
    ) {
        var spec: [String: JSONValue] = [
            "image": "i", "stopped": .bool(stopped), "routes": [["path": .string(path)]],
            "scaling": ["concurrency": 1000, "idleSeconds": .integer(Int64(idleSeconds))],
        ]
        spec["async"] = queue.map { ["queue": ["service": .string($0), "path": "/queue"]] }
        api.put(
            FakeAPI.services,
            [
                "metadata": [
                    "name": .string(name), "namespace": "vision", "uid": .string("uid-\(name)"),
                    "creationTimestamp": .string(created), "generation": 1,
                ],
                "spec": .object(spec),
            ]
        )
        if api[FakeAPI.deployments, name] == nil { scale(name, to: replicas) }
    }

    private static func queued(_ count: Int) -> String {
        let body = #"{"queued": \#(count)}"#
        return "HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Conditions of the status, as `Type=Status`.
    private func conditions(_ name: String = "s") -> [String] {
        (api[FakeAPI.services, name]?["status"]?["conditions"]?.arrayValue ?? []).map {
            "\($0["type"]?.stringValue ?? "")=\($0["status"]?.stringValue ?? "")"
        }
    }

    private func scale(_ name: String = "s", to replicas: Int) {
        api.put(FakeAPI.deployments, Cluster.deployment(of: name, replicas: replicas))
    }

    private func becomeReady(_ pod: TestPod, _ name: String = "s", as podName: String = "p") {
        api.put(FakeAPI.pods, Cluster.pod(podName, of: name, ip: pod.address.ip, port: pod.address.port))
    }

    private func replicas(_ name: String = "s") -> Int64? {
        api[FakeAPI.deployments, name]?["spec"]?["replicas"]?.integerValue
    }

    private func hasScaled(to replicas: Int64) async -> Bool { await eventually { self.replicas() == replicas } }

    @Test("wakes a service once, however many requests wait at however many replicas, and answers them all")
    func wakesOnce() async throws {
        put()
        try await withGateway(api, name: "a") { first, _ in
            try await withGateway(api, name: "b") { second, _ in
                var clients: [Peer] = []
                for number in 0..<100 {
                    let client = try await (number.isMultiple(of: 2) ? first : second).client()
                    try await client.send(Self.get)
                    clients.append(client)
                }
                try #require(await hasScaled(to: 1))
                let pod = try await TestPod(replying: Self.hello)
                becomeReady(pod)
                // The first request woke the service and has waited; one of the last may arrive when the pod is ready.
                #expect(try await clients[0].receive(until: "hello").contains("x-darkroom-cold-start: "))
                for client in clients.dropFirst() {
                    #expect(try await client.receive(until: "hello").hasPrefix("HTTP/1.1 200 "))
                }
                #expect(api.scaleWrites.count == 1)
            }
        }
    }

    @Test(
        "wakes a service even when a write fails",
        arguments: [[FakeAPI.Fault.throttled], [.lostReply], [.reset, .reset, .throttled]]
    )
    func wakesInSpiteOf(faults: [FakeAPI.Fault]) async throws {
        put()
        for fault in faults { api.fail(fault) }
        try await withGateway(api) { gateway, _ in
            let client = try await gateway.client()
            try await client.send(Self.get)
            try #require(await hasScaled(to: 1))
            let pod = try await TestPod(replying: Self.hello)
            becomeReady(pod)
            _ = try await client.receive(until: "hello")
            #expect(api.scaleWrites.count == 1)
        }
    }

    @Test("wakes no service to report health")
    func health() async throws {
        put()
        try await withGateway(api) { gateway, _ in
            for _ in 0..<10 {
                let reply = try await gateway.get("/api/health")
                #expect(reply.contains(#""status":"ok""#))
            }
            #expect(api.scaleWrites.isEmpty)
        }
    }

    @Test("puts an idle service to sleep, and wakes it again")
    func idle() async throws {
        put(idleSeconds: 1, replicas: 1)
        let pod = try await TestPod(replying: Self.hello)
        becomeReady(pod)
        try await withGateway(api) { gateway, _ in
            try #require(await hasScaled(to: 0))
            // As a real pod does: one that still answers would get requests until the gateway has noticed its end.
            try await pod.stop()
            api.delete(FakeAPI.pods, "p")
            let client = try await gateway.client()
            try await client.send(Self.get)
            try #require(await hasScaled(to: 1))
            becomeReady(try await TestPod(replying: Self.hello))
            _ = try await client.receive(until: "hello")
        }
    }

    @Test("wakes a service for queued work, puts it to sleep when none is left, and reports that it can read the queue")
    func queuedWork() async throws {
        put(idleSeconds: 1, queue: "jobs")
        put("jobs", path: "/api/jobs", replicas: 1)
        try await withGateway(api) { _, _ in
            // There is no pod to ask yet.
            try await Task.sleep(for: .milliseconds(1500))
            #expect(api.scaleWrites.isEmpty)
            becomeReady(try await TestPod(replying: Self.queued(1)), "jobs", as: "keeper")
            try #require(await hasScaled(to: 1))
            becomeReady(try await TestPod(replying: Self.hello))
            try await Task.sleep(for: .seconds(3))
            #expect(replicas() == 1)
            becomeReady(try await TestPod(replying: Self.queued(0)), "jobs", as: "keeper")
            try #require(await hasScaled(to: 0))
            #expect(await eventually { conditions().contains("QueueReadable=True") })
            #expect(replicas("jobs") == 1)
        }
    }

    @Test("keeps a service awake while its pod serves another model version than the next one would load")
    func replacedModel() async throws {
        put(idleSeconds: 1, replicas: 1)
        api.put(FakeAPI.deployments, Cluster.deployment(of: "s", replicas: 1, modelVersion: "new"))
        let (ip, port) = ("127.0.0.1", try await TestPorts.free())
        api.put(FakeAPI.pods, Cluster.pod("p", of: "s", ip: ip, port: port, modelVersion: "old"))
        put("other", path: "/api/other", idleSeconds: 1, replicas: 1)
        api.put(FakeAPI.pods, Cluster.pod("q", of: "other", ip: ip, port: port))
        try await withGateway(api) { _, _ in
            try #require(await eventually { replicas("other") == 0 })
            try await Task.sleep(for: .seconds(2))
            #expect(replicas() == 1)
        }
    }

    @Test("sends nothing to a pod of another namespace, even with the labels of a service's own pods")
    func strangePod() async throws {
        put(replicas: 1)
        let strange = try await TestPod(replying: Self.hello)
        api.put(
            FakeAPI.pods,
            Cluster.pod("thief", of: "s", in: "elsewhere", ip: strange.address.ip, port: strange.address.port)
        )
        try await withGateway(api) { gateway, _ in
            let client = try await gateway.client()
            try await client.send(Self.get)
            becomeReady(try await TestPod(replying: Self.hello))
            _ = try await client.receive(until: "hello")
            #expect(strange.connectionCount == 0)
        }
    }

    @Test("stops no pod with a request in progress, however long the request takes")
    func inFlight() async throws {
        put(replicas: 1)
        let pod = try await TestPod()
        becomeReady(pod)
        try await withGateway(api) { gateway, _ in
            let client = try await gateway.client()
            try await client.send(Self.get)
            let connection = try await pod.connection()
            _ = try await connection.receiveHead()
            put(idleSeconds: 1, replicas: 1)
            try await Task.sleep(for: .seconds(4))
            #expect(replicas() == 1)
            try await connection.send(Self.hello)
            _ = try await client.receive(until: "hello")
            #expect(await hasScaled(to: 0))
        }
    }

    @Test("follows changes of routes on connections that stay open")
    func liveRoutes() async throws {
        put(replicas: 1)
        let pod = try await TestPod(replying: Self.hello)
        becomeReady(pod)
        try await withGateway(api) { gateway, _ in
            let client = try await gateway.client()
            try await client.send(Self.get)
            _ = try await client.receive(until: "hello")
            put(path: "/api/new", replicas: 1)
            let isMoved = try await eventually {
                try await client.send("GET /api/new HTTP/1.1\r\nhost: a\r\n\r\n")
                let head = try await client.receiveHead()
                _ = try await client.receive(until: head.hasPrefix("HTTP/1.1 200 ") ? "hello" : "}}\n")
                return head.hasPrefix("HTTP/1.1 200 ")
            }
            #expect(isMoved)
            try await client.send(Self.get)
            #expect(try await client.receive(until: "}}\n").hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test("refuses requests for a stopped service, including those that wait", arguments: [true, false])
    func stops(isDeleted: Bool) async throws {
        put()
        try await withGateway(api) { gateway, _ in
            let client = try await gateway.client()
            try await client.send(Self.get)
            try #require(await hasScaled(to: 1))
            if isDeleted { api.delete(FakeAPI.services, "s") } else { put(stopped: true) }
            let reply = try await client.receive(until: "}}\n")
            #expect(reply.hasPrefix("HTTP/1.1 503 "))
            #expect(reply.contains("Stopped"))
            if !isDeleted { #expect(await hasScaled(to: 0)) }
        }
    }

    @Test("keeps serving for a while on shutdown, each reply the last on its connection")
    func drains() async throws {
        put(replicas: 1)
        let pod = try await TestPod()
        becomeReady(pod)
        try await withGateway(api, shutdownDelay: .seconds(5)) { gateway, group in
            let early = try await gateway.client()
            try await early.send(Self.get)
            let connection = try await pod.connection(0)
            _ = try await connection.receiveHead()
            let idle = try await gateway.client()
            await group.triggerGracefulShutdown()
            #expect(
                try await eventually {
                    let other = try await gateway.client()
                    try await other.send("GET /api/health HTTP/1.1\r\nhost: a\r\n\r\n")
                    return try await other.receiveHead().contains("connection: close")
                }
            )
            try await idle.send(Self.get)
            let second = try await pod.connection(1)
            _ = try await second.receiveHead()
            try await second.send(Self.hello)
            #expect(try await idle.receive(until: "hello").contains("connection: close"))
            // Longer than the delay: new clients are refused, but this request may end.
            try await Task.sleep(for: .milliseconds(5500))
            try await connection.send(Self.hello)
            #expect(try await early.receive(until: "hello").hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test("reports which service has the path of another one, and how long a service took to wake")
    func status() async throws {
        put()
        put("t", path: "/api/s", created: "2026-03-01T00:00:00Z")
        try await withGateway(api) { gateway, _ in
            let client = try await gateway.client()
            try await client.send(Self.get)
            try #require(await hasScaled(to: 1))
            let pod = try await TestPod(replying: Self.hello)
            becomeReady(pod)
            func condition(_ name: String) -> JSONValue? { api[FakeAPI.services, name]?["status"]?["conditions"]?[0] }
            let isTold = await eventually {
                condition("t")?["status"] == "False" && api[FakeAPI.services, "s"]?["status"]?["coldStart"] != nil
            }
            try #require(isTold)
            #expect(condition("t")?["message"]?.stringValue?.contains("vision/s") == true)
            #expect(condition("s")?["status"] == "True")
            let count = api.writes.count
            try await Task.sleep(for: .seconds(2))
            #expect(api.writes.count == count)
        }
    }
}
