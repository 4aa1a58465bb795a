import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import Testing

@testable import KubeRuntime

@Suite("Reflector that streams its initial state", .timeLimit(.minutes(5)))
struct ReflectorStreamTests {
    private let transport = ScriptedTransport()
    private let reflector: Reflector<Widget>
    private let changes = Recorder<String>()

    init() {
        reflector = Reflector(
            Widget.self,
            client: KubeClient(transport: transport, fieldManager: "tester"),
            backoff: .none,
            missingResourceGracePeriod: .zero,
            logger: .silent
        )
        reflector.onChange { [changes] change in
            changes.add("\(change.new == nil ? "-" : change.old == nil ? "+" : "")\(change.key.name)")
        }
    }

    /// The requests, in short.
    private var asked: [String] {
        transport.requests.map { request in
            let query = Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }
            guard request.isWatch else { return "list" }
            guard query["sendInitialEvents"] == "true" else { return "watch \(query["resourceVersion"] ?? "")" }
            return "stream \(query["resourceVersionMatch"] ?? "")\(query["resourceVersion"] ?? "")"
        }
    }

    private func added(_ name: String, version: String) -> JSONValue {
        KubeJSON.event("ADDED", KubeJSON.widget(name, version: version))
    }

    @Test("The store is filled at the end of the initial events, and the stream continues as a watch")
    func streams() async throws {
        let watch = ScriptedWatch(added("b", version: "2"), added("a", version: "1"))
        transport.add(.watch(watch))
        try await running(reflector) { _ in
            watch.send(KubeJSON.event("DELETED", KubeJSON.widget("b", version: "3")))
            watch.send(KubeJSON.bookmark("9"))
            watch.send(added("c", version: "4"))
            #expect(!reflector.isSynced)
            watch.send(KubeJSON.endOfInitialEvents("10"))
            try await reflector.waitUntilSynced()
            #expect(reflector.resourceVersion == "10")
            watch.send(added("d", version: "11"))
            #expect(await eventually { reflector.resourceVersion == "11" })
            watch.end()
            #expect(await eventually { asked.count == 2 })
        }
        #expect(changes.values == ["+a", "+c", "+d"])
        #expect(asked == ["stream NotOlderThan", "watch 11"])
    }

    @Test("The store keeps its contents until a new stream is complete, and is then replaced as a whole")
    func swapsWhole() async throws {
        let first = ScriptedWatch(added("a", version: "1"), added("b", version: "2"), KubeJSON.endOfInitialEvents("10"))
        let second = ScriptedWatch(added("b", version: "2"), added("c", version: "12"))
        transport.add(.watch(first), .watch(second))
        try await running(reflector) { _ in
            try await reflector.waitUntilSynced()
            first.send(KubeJSON.event("ERROR", KubeJSON.status(410, "Expired")))
            #expect(await eventually { asked.count == 2 })
            #expect(Set(reflector.store.all.map(\.metadata.name)) == ["a", "b"])
            second.send(KubeJSON.endOfInitialEvents("20"))
            #expect(await eventually { reflector.resourceVersion == "20" })
        }
        #expect(changes.values == ["+a", "+b", "+c", "-a"])
    }

    @Test("A malformed object in a stream does not count as deleted")
    func malformed() async throws {
        let malformed = KubeJSON.event("ADDED", KubeJSON.widget("a", version: "3", spec: [:]))
        let first = ScriptedWatch(added("a", version: "1"), KubeJSON.endOfInitialEvents("10"))
        first.end()
        transport.add(
            .watch(first),
            .refusal(410, "Expired"),
            .watch(ScriptedWatch(malformed, KubeJSON.endOfInitialEvents("20")))
        )
        try await running(reflector) { _ in
            #expect(await eventually { reflector.resourceVersion == "20" })
        }
        #expect(changes.values == ["+a"])
        #expect(reflector.store.count == 1)
    }

    /// Answers of servers that do not offer streams: 1.20, 1.36 with a feature gate off, one that ignores unknown
    /// parameters, and 1.36 with an etcd that is too old (recorded).
    static let refusals: [Reply] = [
        .refusal(422, "Invalid"), .refusal(400, "BadRequest"),
        .chunks([Array(#"{"type":"ADDED","object":{"metadata":{"name":"x"},"spec":{"size":1}}}"#.utf8) + [0x0A]]),
        .chunks([
            Array(
                #"""
                {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\#
                "message":"a watch stream was requested by the client but the required storage feature \#
                RequestWatchProgress is disabled","reason":"InternalError","code":500}}
                """#.utf8
            ) + [0x0A]
        ]),
    ]

    @Test(
        "Against a server that offers no stream, the state is read page by page, now and later",
        arguments: refusals.indices
    )
    func fallsBack(index: Int) async throws {
        transport.add(
            Self.refusals[index],
            .json(KubeJSON.list([KubeJSON.widget("a")], version: "10")),
            .refusal(410, "Expired"),
            .json(KubeJSON.list([KubeJSON.widget("a")], version: "20"))
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.count == 5 })
        }
        #expect(asked == ["stream NotOlderThan", "list", "watch 10", "list", "watch 20"])
        #expect(changes.values == ["+a"])
    }

    @Test("A resource that the server does not serve blocks no caller, and is found once the server serves it")
    func notServed() async throws {
        transport.add(.refusal(404, "NotFound"))
        try await running(reflector) { _ in
            try await reflector.waitUntilSynced()
            #expect(reflector.store.count == 0)
            transport.add(.watch(ScriptedWatch(added("a", version: "1"), KubeJSON.endOfInitialEvents("10"))))
            #expect(await eventually { reflector.store.count == 1 })
        }
    }
}
