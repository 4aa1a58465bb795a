import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("Reflectors after an outage of the server", .timeLimit(.minutes(5)))
struct ReflectorOutageTests {
    private let clock = ManualClock()
    private let script = ScriptedTransport()
    private let server: OutageTransport
    private let client: KubeClient

    init() {
        server = OutageTransport(script)
        client = KubeClient(
            transport: server,
            fieldManager: "tester",
            reachability: ServerReachability(clock: clock)
        )
    }

    @Test(
        "Six reflectors have their new lists within five seconds, after an outage of a minute without a request storm"
    )
    func recovers() async throws {
        let reflectors = (0..<6).map { _ in
            Reflector(Widget.self, client: client, initialState: .paged, logger: .silent)
        }
        let watches = reflectors.map { _ in ScriptedWatch() }
        for _ in reflectors { script.add(.json(KubeJSON.list([], version: "10")).to(watches: false)) }
        for watch in watches { script.add(.watch(watch)) }
        let running = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for reflector in reflectors { group.addTask { try await reflector.run() } }
                try await group.waitForAll()
            }
        }
        defer { running.cancel() }
        #expect(await eventually { script.requests.count == 12 })

        server.isDown = true
        for watch in watches { watch.fail(TransportError("connection reset", outcome: .unknown)) }
        for _ in 0..<60 {
            await clock.sleepers(reflectors.count)
            clock.advance(by: .seconds(1))
        }
        await clock.sleepers(reflectors.count)
        #expect(server.refused < 100)

        for _ in reflectors { script.add(.refusal(410, "Expired").when { $0.isWatch && $0.starts(at: "10") }) }
        for _ in reflectors { script.add(.json(KubeJSON.list([], version: "30")).to(watches: false)) }
        server.isDown = false
        func done() -> Int { reflectors.count { $0.resourceVersion == "30" } }
        for _ in 0..<5 {
            clock.advance(by: .seconds(1))
            #expect(await eventually { clock.sleeperCount + done() >= reflectors.count })
        }
        #expect(done() == reflectors.count)
    }

    @Test("A watch that ends without a sign of life shows a restore: the server is asked for its version, and relisted")
    func restored() async throws {
        let reflector = Reflector(Widget.self, client: client, initialState: .paged, logger: .silent)
        let watches = [ScriptedWatch(), ScriptedWatch(), ScriptedWatch()]
        let before = [KubeJSON.widget("lost", version: "90"), KubeJSON.widget("same", version: "50")]
        let after = [KubeJSON.widget("back", version: "40"), KubeJSON.widget("same", version: "50")]
        script.add(
            .json(KubeJSON.list(before, version: "100")),
            .watch(watches[0]),
            // Nobody has changed anything: the watch is resumed.
            .json(KubeJSON.list([], version: "100")),
            .watch(watches[1]),
            .json(KubeJSON.list([], version: "60")),
            .json(KubeJSON.list(after, version: "60")),
            .watch(watches[2])
        )
        let changed = Recorder<String>()
        reflector.onChange { changed.add($0.key.name) }
        try await running(reflector) { _ in
            for (number, watch) in watches.prefix(2).enumerated() {
                #expect(await eventually { script.requests.count == 2 * (number + 1) && reflector.isWatching })
                clock.advance(by: .seconds(30))
                watch.end()
            }
            #expect(await eventually { script.requests.count == 7 })
        }
        let limits = script.requests.map { request in request.query.first { $0.name == "limit" }?.value }
        #expect(limits == ["500", nil, "1", nil, "1", "500", nil])
        #expect(changed.values == ["lost", "same", "back", "same", "lost"])
        #expect(Set(reflector.store.all.map(\.metadata.name)) == ["back", "same"])
    }
}

extension TransportRequest {
    /// Whether this is for a version.
    fileprivate func starts(at version: String) -> Bool {
        query.contains { $0.name == "resourceVersion" && $0.value == version }
    }
}
