import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import Testing

@testable import KubeRuntime

@Suite("Reflector", .timeLimit(.minutes(5)))
struct ReflectorTests {
    private let transport = ScriptedTransport()
    private let reflector: Reflector<Widget>
    private let changes = Recorder<String>()
    private let quarantined = Recorder<UndecodableObject>()

    init() {
        reflector = Reflector(
            Widget.self,
            client: KubeClient(transport: transport, fieldManager: "tester"),
            indexes: [.label("tier")],
            backoff: .none,
            initialState: .paged,
            missingResourceGracePeriod: .zero,
            logger: .silent
        )
        reflector.onChange { [changes] change in
            switch (change.old, change.new) {
            case (nil, let new?): changes.add("+\(new.metadata.name) \(new.spec.size)")
            case (let old?, nil): changes.add("-\(old.metadata.name) \(old.spec.size)")
            case (let old, let new): changes.add("\(change.key.name) \(old?.spec.size ?? 0) \(new?.spec.size ?? 0)")
            }
        }
        reflector.onQuarantine { [quarantined] in quarantined.add($0) }
    }

    private func widget(_ name: String, version: String, size: Int64 = 1) -> JSONValue {
        KubeJSON.widget(name, version: version, labels: ["tier": "x"], spec: ["size": .integer(size)])
    }

    /// The requests, in short: `list`, `list more` with a token, `watch 10` from a version.
    private var asked: [String] {
        transport.requests.map { request in
            func value(_ name: String) -> String { request.query.first { $0.name == name }?.value ?? "" }
            if request.isWatch { return "watch \(value("resourceVersion"))" }
            return value("continue").isEmpty ? "list" : "list \(value("continue"))"
        }
    }

    @Test("The reflector lists page by page and then follows the watch")
    func listAndWatch() async throws {
        let watch = ScriptedWatch(
            KubeJSON.event("ADDED", widget("c", version: "11")),
            KubeJSON.event("MODIFIED", widget("a", version: "12", size: 2)),
            KubeJSON.event("DELETED", widget("b", version: "13")),
            KubeJSON.bookmark("20")
        )
        transport.add(
            .json(KubeJSON.list([widget("a", version: "1")], version: "10", continue: "more")),
            .json(KubeJSON.list([widget("b", version: "2")], version: "10")),
            .watch(watch)
        )
        try await running(reflector) { _ in
            try await reflector.waitUntilSynced()
            #expect(await eventually { reflector.resourceVersion == "20" })
        }
        #expect(asked == ["list", "list more", "watch 10"])
        #expect(changes.values == ["+a 1", "+b 1", "+c 1", "a 1 2", "-b 1"])
        #expect(reflector.store.count == 2)
        #expect(reflector.store[.named("a")]?.spec.size == 2)
        #expect(reflector.store.objects(in: .label("tier"), "x").map(\.metadata.name) == ["a", "c"])
        #expect(reflector.store.objects(in: .label("tier"), "x", namespace: "elsewhere").isEmpty)
    }

    @Test("The store does not count as synced before its last page")
    func notSyncedBeforeTheLastPage() async throws {
        transport.add(.json(KubeJSON.list([widget("a", version: "1")], version: "10", continue: "more")))
        try await running(reflector) { _ in
            #expect(await eventually { asked == ["list", "list more"] })
            #expect(!reflector.isSynced)
            #expect(reflector.store.count == 0)
            transport.add(.json(KubeJSON.list([], version: "10")))
            try await reflector.waitUntilSynced()
        }
        #expect(changes.values == ["+a 1"])
    }

    @Test("A watch that ends is resumed from its last version")
    func takesUp() async throws {
        let first = ScriptedWatch(KubeJSON.bookmark("15"))
        first.end()
        let second = ScriptedWatch(KubeJSON.event("ADDED", widget("a", version: "16")))
        second.fail(TransportError("connection reset", outcome: .unknown))
        transport.add(.json(KubeJSON.list([], version: "10")), .watch(first), .watch(second), .refusal(500))
        try await running(reflector) { _ in
            #expect(await eventually { asked.count == 5 })
        }
        #expect(asked == ["list", "watch 10", "watch 15", "watch 16", "watch 16"])
        #expect(changes.values == ["+a 1"])
    }

    @Test("Every watch ends before its silence counts as a stall, and a stall is detected within 45 seconds")
    func shortWatches() async throws {
        transport.add(.json(KubeJSON.list([], version: "10")))
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 10" })
        }
        let seconds = transport.requests.last?.query.first { $0.name == "timeoutSeconds" }.flatMap { Int($0.value) }
        #expect(Reflector<Widget>.watchSeconds.contains(try #require(seconds)))
        let longestSilence = HTTPTransport.Limits().watchSilence
        #expect(Duration.seconds(Reflector<Widget>.watchSeconds.upperBound + 5) <= longestSilence)
        #expect(longestSilence <= .seconds(42))
    }

    @Test(
        "A version that is too old leads to a relist, which finds the missed changes",
        arguments: ["as a refusal", "in the stream"]
    )
    func expired(how: String) async throws {
        let watch = ScriptedWatch(KubeJSON.event("ERROR", KubeJSON.status(410, "Expired")))
        transport.add(
            .json(KubeJSON.list([widget("a", version: "1"), widget("b", version: "2")], version: "10")),
            how == "in the stream" ? .watch(watch) : .refusal(410, "Expired"),
            .json(KubeJSON.list([widget("b", version: "3", size: 2), widget("c", version: "4")], version: "30"))
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 30" })
        }
        #expect(asked == ["list", "watch 10", "list", "watch 30"])
        #expect(changes.values == ["+a 1", "+b 1", "b 1 2", "+c 1", "-a 1"])
    }

    @Test("A continue token that expires between two pages restarts the list and discards the pages read so far")
    func expiredToken() async throws {
        transport.add(
            .json(KubeJSON.list([widget("a", version: "1")], version: "10", continue: "more")),
            .refusal(410, "Expired"),
            .json(KubeJSON.list([widget("b", version: "2")], version: "20"))
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 20" })
        }
        #expect(asked == ["list", "list more", "list", "watch 20"])
        #expect(changes.values == ["+b 1"])
    }

    @Test(
        "A page that fails with a transient error is requested again, and no other page is",
        arguments: [429, 500, 503, 504]
    )
    func pageFails(code: Int) async throws {
        transport.add(
            .json(KubeJSON.list([widget("a", version: "1")], version: "10", continue: "more")),
            .refusal(code),
            .json(KubeJSON.list([widget("b", version: "2")], version: "10"))
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 10" })
        }
        #expect(asked == ["list", "list more", "list more", "watch 10"])
        #expect(changes.values == ["+a 1", "+b 1"])
    }

    @Test(
        "A watch that fails with a transient error is requested again, without a relist",
        arguments: [429, 500, 503, 504]
    )
    func watchRefused(code: Int) async throws {
        transport.add(.json(KubeJSON.list([], version: "10")), .refusal(code), .refusal(code))
        try await running(reflector) { _ in
            #expect(await eventually { asked.count == 4 })
        }
        #expect(asked == ["list", "watch 10", "watch 10", "watch 10"])
    }

    @Test("A malformed object is reported by name, keeps its last state, and does not block other objects")
    func quarantine() async throws {
        let watch = ScriptedWatch(
            KubeJSON.event("MODIFIED", KubeJSON.widget("a", version: "11", spec: ["size": "big"])),
            KubeJSON.event("ADDED", widget("b", version: "12"))
        )
        transport.add(.json(KubeJSON.list([widget("a", version: "1")], version: "10")), .watch(watch))
        try await running(reflector) { _ in
            #expect(await eventually { reflector.resourceVersion == "12" })
        }
        #expect(quarantined.values.map(\.metadata.name) == ["a"])
        #expect(quarantined.values.map(\.problem) == [".object.spec.size is not of type Int"])
        #expect(reflector.store[.named("a")]?.spec.size == 1)
        #expect(changes.values == ["+a 1", "+b 1"])
    }

    @Test("A malformed object in a list keeps its last state, and does not count as deleted, until it is repaired")
    func quarantineInList() async throws {
        let malformed = KubeJSON.widget("a", version: "11", spec: ["size": "big"])
        let watch = ScriptedWatch(KubeJSON.event("MODIFIED", widget("a", version: "21", size: 3)))
        transport.add(
            .json(KubeJSON.list([widget("a", version: "1"), widget("b", version: "2")], version: "10")),
            .refusal(410, "Expired"),
            .json(KubeJSON.list([malformed], version: "20", continue: "more")),
            .json(KubeJSON.list([widget("b", version: "2")], version: "20")),
            .watch(watch)
        )
        try await running(reflector) { _ in
            #expect(await eventually { reflector.resourceVersion == "21" })
        }
        #expect(quarantined.values.map(\.metadata.name) == ["a"])
        #expect(changes.values == ["+a 1", "+b 1", "a 1 3"])
    }

    @Test(
        "A line that cannot be parsed leads to a relist instead of the same line again and again",
        arguments: ["<html>\n", "{\"type\":\"DELETED\",\"object\":{}}\n"]
    )
    func unreadableLine(line: String) async throws {
        transport.add(
            .json(KubeJSON.list([], version: "10")),
            .chunks([Array(line.utf8)]),
            .json(KubeJSON.list([widget("a", version: "11")], version: "20"))
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 20" })
        }
        #expect(asked == ["list", "watch 10", "list", "watch 20"])
    }

    @Test("A list that fails is retried until it succeeds", arguments: [429, 500, 503, 403])
    func listFails(code: Int) async throws {
        transport.add(.refusal(code), .refusal(code), .json(KubeJSON.list([widget("a", version: "1")], version: "10")))
        try await running(reflector) { _ in
            try await reflector.waitUntilSynced()
        }
        #expect(changes.values == ["+a 1"])
    }

    @Test("A resource that the server does not serve blocks no caller, and is found once the server serves it")
    func notServed() async throws {
        transport.add(.refusal(404, "NotFound"))
        try await running(reflector) { _ in
            try await reflector.waitUntilSynced()
            #expect(reflector.store.count == 0)
            transport.add(.json(KubeJSON.list([widget("a", version: "1")], version: "10")))
            #expect(await eventually { reflector.store.count == 1 })
        }
    }

    @Test(
        "A resource that the server does not know for a moment does not count as missing",
        arguments: [nil, .seconds(3600)] as [Duration?]
    )
    func unknownForAMoment(missingResourceGracePeriod: Duration?) async throws {
        let reflector = Reflector(
            Widget.self,
            client: KubeClient(transport: transport, fieldManager: "tester"),
            backoff: .none,
            initialState: .paged,
            missingResourceGracePeriod: missingResourceGracePeriod,
            logger: .silent
        )
        transport.add(.refusal(404, "NotFound"), .refusal(503), .refusal(404, "NotFound"))
        try await running(reflector) { _ in
            #expect(await eventually { transport.requests.count >= 4 })
            #expect(!reflector.store.isSynced)
            transport.add(.json(KubeJSON.list([widget("a", version: "1")], version: "10")))
            try await reflector.waitUntilSynced()
            #expect(reflector.store.count == 1)
        }
    }

    @Test("A store that is known to be behind relists at once, and only once")
    func relist() async throws {
        let second = ScriptedWatch()
        transport.add(
            .json(KubeJSON.list([widget("a", version: "90")], version: "100")),
            .watch(ScriptedWatch()),
            .json(KubeJSON.list([widget("b", version: "2")], version: "3")),
            .watch(second)
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 100" })
            reflector.relist()
            #expect(await eventually { asked.last == "watch 3" })
            second.end()
            #expect(await eventually { asked.count == 5 })
        }
        #expect(asked == ["list", "watch 100", "list", "watch 3", "watch 3"])
        #expect(changes.values == ["+a 1", "+b 1", "-a 1"])
    }

    @Test("A relist that is requested while a list is read follows it")
    func relistWhileReading() async throws {
        try await running(reflector) { _ in
            #expect(await eventually { asked == ["list"] })
            reflector.relist()
            transport.add(
                .json(KubeJSON.list([widget("a", version: "1")], version: "10")).to(watches: false),
                .watch(ScriptedWatch()).to(watches: true),
                .json(KubeJSON.list([widget("b", version: "2")], version: "20")).to(watches: false),
                .watch(ScriptedWatch()).to(watches: true)
            )
            #expect(await eventually { asked.last == "watch 20" })
        }
        #expect(changes.values == ["+a 1", "+b 1", "-a 1"])
    }

    @Test("A refresh returns with the new list, and needs none if the last one is young enough")
    func refresh() async throws {
        transport.add(
            .json(KubeJSON.list([widget("a", version: "1")], version: "10")),
            .watch(ScriptedWatch()),
            .json(KubeJSON.list([widget("b", version: "2")], version: "20")),
            .watch(ScriptedWatch())
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 10" })
            try await reflector.refresh(olderThan: .seconds(3600))
            #expect(asked.count == 2)
            try await reflector.refresh(olderThan: .zero)
            #expect(reflector.store.all.map(\.metadata.name) == ["b"])
            #expect(reflector.resourceVersion == "20")
        }
        #expect(changes.values == ["+a 1", "+b 1", "-a 1"])
    }

    @Test("A refresh does not wait for a resource that the server does not serve")
    func refreshNotServed() async throws {
        transport.add(.refusal(404, "NotFound"))
        try await running(reflector) { _ in
            try await reflector.waitUntilSynced()
            try await reflector.refresh(olderThan: .zero)
        }
    }

    @Test("An event that is older than what was seen before leads to a relist, as after a restore of the server")
    func olderEvent() async throws {
        transport.add(
            .json(KubeJSON.list([widget("a", version: "90")], version: "100")),
            .watch(ScriptedWatch(KubeJSON.event("ADDED", widget("b", version: "60")))),
            .json(KubeJSON.list([widget("a", version: "50"), widget("b", version: "60")], version: "60")),
            .watch(ScriptedWatch())
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 60" })
        }
        #expect(asked == ["list", "watch 100", "list", "watch 60"])
        #expect(changes.values == ["+a 1", "a 1 1", "+b 1"])
    }

    @Test("A page that is too large is requested again with fewer items, and the next pages are as small")
    func largeItems() async throws {
        var client = KubeClient(transport: transport, fieldManager: "tester")
        client.pageLimit = 3500
        let reflector = Reflector(Widget.self, client: client, initialState: .paged, logger: .silent)
        let note = JSONValue.string(String(repeating: "x", count: 900))
        let items = (0..<6).map { KubeJSON.widget("w\($0)", version: "1", spec: ["size": 1, "note": note]) }
        transport.add(
            .json(KubeJSON.list(items, version: "10"), inChunksOf: 100),
            .json(KubeJSON.list(Array(items[0..<2]), version: "10", continue: "more")),
            .json(KubeJSON.list(Array(items[2..<4]), version: "10", continue: "last")),
            .json(KubeJSON.list(Array(items[4..<6]), version: "10"))
        )
        try await running(reflector) { _ in
            #expect(await eventually { asked.last == "watch 10" })
        }
        #expect(asked == ["list", "list", "list more", "list last", "watch 10"])
        let limits = transport.requests.map { request in request.query.first { $0.name == "limit" }?.value }
        #expect(limits == ["500", "2", "2", "2", nil])
        #expect(reflector.store.count == 6)
    }

    @Test("An event of an unknown type is ignored")
    func unknownEvent() async throws {
        let watch = ScriptedWatch(
            KubeJSON.event("RENAMED", ["x": 1]),
            KubeJSON.event("ADDED", widget("a", version: "11"))
        )
        transport.add(.json(KubeJSON.list([], version: "10")), .watch(watch))
        try await running(reflector) { _ in
            #expect(await eventually { reflector.store.count == 1 })
        }
        #expect(asked == ["list", "watch 10"])
    }
}
