import FaultInjection
import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@Suite("The fault proxy")
struct FaultProxyTests {
    /// A client that reaches a scripted server through a proxy.
    private func through(
        _ injection: Injection? = nil,
        _ replies: Reply...,
        body: (KubeClient, FaultProxy, ScriptedTransport) async throws -> Void
    ) async throws {
        let server = ScriptedTransport()
        for reply in replies { server.add(reply) }
        let proxy = FaultProxy(upstream: server, injection: injection)
        let port = try await proxy.start()
        let transport = try HTTPTransport(
            configuration: ClusterConfiguration(server: "http://127.0.0.1:\(port)")
        )
        do {
            try await body(KubeClient(transport: transport, fieldManager: "test"), proxy, server)
        } catch {
            await transport.shutdown()
            await proxy.stop()
            throw error
        }
        await transport.shutdown()
        await proxy.stop()
    }

    private static let create = InjectionPoint(.write(.create), "widgets", 1)
    private static let widget = KubeJSON.widget("w", version: "7")

    private func create(_ client: KubeClient) async throws -> Written {
        try await client.create(Widget.resource, namespace: "default", Self.widget)
    }

    @Test("Forwards requests and responses, and records them")
    func forwards() async throws {
        try await through(nil, .json(Self.widget, status: 201)) { client, proxy, server in
            let written = try await create(client)
            #expect(written.metadata.resourceVersion == "7")
            #expect(server.requests.map(\.method) == [.post])
            #expect(proxy.log.writes.map(\.name) == ["w"])
            #expect(proxy.log.writes.map(\.point) == [Self.create])
        }
    }

    @Test("Lets a write take effect and drops its response")
    func dropsReply() async throws {
        try await through(Injection(.dropReply, at: Self.create), .json(Self.widget, status: 201)) {
            client,
            proxy,
            server in
            await #expect(throws: KubeError.self) { try await create(client) }
            #expect(server.requests.count == 1)
            #expect(proxy.log.writes.count == 1)
        }
    }

    @Test("Resets a connection before it forwards anything")
    func neverSends() async throws {
        try await through(Injection(.neverSend, at: Self.create)) { client, proxy, server in
            await #expect(throws: KubeError.self) { try await create(client) }
            #expect(server.requests.isEmpty)
            #expect(proxy.hasFired)
        }
    }

    @Test("Refuses a request itself, with Retry-After")
    func refuses() async throws {
        let fault = Fault.status(code: 429, reason: "TooManyRequests", retryAfter: 3)
        try await through(Injection(fault, at: Self.create)) { client, _, server in
            let error = await #expect(throws: KubeError.self) { try await create(client) }
            #expect(error?.retryAfter == .seconds(3))
            #expect(server.requests.isEmpty)
        }
    }

    @Test("Lets a watch expire within the stream, after its event")
    func expires() async throws {
        let events = ScriptedWatch(
            KubeJSON.event("ADDED", Self.widget),
            KubeJSON.event("MODIFIED", Self.widget)
        )
        let point = InjectionPoint(.event, "widgets", 1)
        try await through(Injection(.expireWatch(.stream), at: point), .watch(events)) { client, _, _ in
            var seen: [String] = []
            for try await event in try await client.watch(Widget.self, namespace: "default", from: .version("1")) {
                switch event {
                case .added(let widget): seen.append(widget.metadata.name)
                case .error(let status): seen.append("\(status.code)")
                default: seen.append("something else")
                }
            }
            #expect(seen == ["w", "410"])
        }
    }

    @Test("Makes one event malformed and forwards the next one")
    func mutates() async throws {
        let events = ScriptedWatch(
            KubeJSON.event("ADDED", Self.widget),
            KubeJSON.event("MODIFIED", Self.widget)
        )
        let fault = Fault.mutateEvent(path: "spec.size", change: .text)
        try await through(Injection(fault, at: InjectionPoint(.event, "widgets", 1)), .watch(events)) { client, _, _ in
            var iterator = try await client.watch(Widget.self, namespace: "default", from: .version("1"))
                .makeAsyncIterator()
            guard case .undecodable(let odd) = try await iterator.next() else {
                Issue.record("the event was not malformed")
                return
            }
            #expect(odd.metadata.name == "w")
            guard case .modified = try await iterator.next() else {
                Issue.record("the next event did not come")
                return
            }
        }
    }
}
