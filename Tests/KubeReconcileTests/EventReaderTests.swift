import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@testable import KubeReconcile
@testable import KubeRuntime

@Suite("A plan's question about Events")
struct EventReaderTests {
    private static let owner = Gadget.key
    private let transport = ScriptedTransport()

    private static func event(_ name: String, _ message: String, at time: String) -> JSONValue {
        [
            "metadata": ["name": .string(name), "namespace": "default"], "message": .string(message),
            "lastTimestamp": .string(time),
        ]
    }

    private static func list(_ events: JSONValue...) -> Reply {
        .json(["metadata": ["resourceVersion": "9"], "items": .array(events)])
    }

    private static func query(since: String? = nil) -> EventQuery {
        EventQuery(
            subjectUID: "child-uid",
            reason: "FailedCreate",
            notBefore: Timestamp(Date(timeIntervalSince1970: 0)),
            since: since.flatMap { Timestamp($0) }
        )
    }

    private func reader(_ replies: Reply...) -> EventReader {
        for reply in replies { transport.add(reply) }
        return EventReader(client: KubeClient(transport: transport, fieldManager: "test"))
    }

    @Test("is answered by the newest Event with the reason, about this object only")
    func newest() async throws {
        let reader = reader(
            Self.list(
                Self.event("a", "first", at: "2026-01-01T00:00:01Z"),
                Self.event("b", "newest", at: "2026-01-01T00:00:09Z"),
                Self.event("c", "second", at: "2026-01-01T00:00:02Z")
            )
        )
        let outcome = await reader.look(Self.query(), for: Self.owner)
        #expect(outcome == EventReader.Outcome(isNew: true, requeueAfter: .seconds(5)))
        #expect(reader.answer(for: Self.owner)?.message == "newest")
        let target = try #require(transport.requests.first?.target)
        #expect(target.hasPrefix("/api/v1/namespaces/default/events?"))
        #expect(target.contains("involvedObject.uid%3Dchild-uid%2Creason%3DFailedCreate"))
    }

    @Test("is not answered by Events about an earlier state")
    func since() async {
        let reader = reader(Self.list(Self.event("a", "old", at: "2026-01-01T00:00:01Z")))
        let outcome = await reader.look(Self.query(since: "2026-01-01T00:00:02Z"), for: Self.owner)
        #expect(outcome.isNew == false)
        #expect(reader.answer(for: Self.owner) == nil)
    }

    @Test(
        "costs nothing but time when it cannot be answered",
        arguments: [.refusal(403, "Forbidden"), .refusal(500), .text("not JSON")] as [Reply]
    )
    func failure(reply: Reply) async {
        let outcome = await reader(reply).look(Self.query(), for: Self.owner)
        #expect(outcome == EventReader.Outcome(isNew: false, requeueAfter: .seconds(5)))
    }

    @Test("is answered from memory until the next look is due")
    func pace() async {
        let reader = reader(Self.list(Self.event("a", "quota", at: "2026-01-01T00:00:01Z")))
        _ = await reader.look(Self.query(), for: Self.owner)
        let outcome = await reader.look(Self.query(), for: Self.owner)
        #expect(outcome.isNew == false)
        #expect(outcome.requeueAfter ?? .zero > .zero)
        #expect(transport.requests.count == 1)
        #expect(reader.answer(for: Self.owner)?.message == "quota")
    }

    @Test("that is asked no more is forgotten, and costs no request")
    func none() async {
        let reader = reader(Self.list(Self.event("a", "quota", at: "2026-01-01T00:00:01Z")))
        _ = await reader.look(Self.query(), for: Self.owner)
        #expect(await reader.look(nil, for: Self.owner) == EventReader.Outcome())
        #expect(reader.answer(for: Self.owner) == nil)
        #expect(transport.requests.count == 1)
    }

    @Test("leads to a second plan in the same reconcile, and to one write")
    func reconcile() async throws {
        let reader = reader(
            Self.list(Self.event("a", "quota", at: "2026-01-01T00:00:01Z")),
            .json(Gadget.json)
        )
        let client = KubeClient(transport: transport, fieldManager: "test")
        let store = Store<Gadget>(indexes: [])
        _ = store.update { $0.upsert(Gadget()) }
        let reconciler = KindReconciler<Gadget>(
            store: store,
            children: ChildWriter(client: client, specHashAnnotation: "example.dev/spec-hash"),
            status: StatusWriter(client: client),
            events: reader,
            recordEvent: { _ in },
            plan: { gadget, _, _ in
                ReconcilePlan(
                    status: Gadget.Status(message: reader.answer(for: gadget.key)?.message ?? "no child yet"),
                    requeueAfter: .seconds(60),
                    eventQuery: Self.query()
                )
            }
        )
        let result = try await reconciler.reconcile(Gadget.key)
        #expect(transport.requests.map(\.method) == [.get, .patch])
        let body = try JSONValue(json: #require(transport.requests.last?.body))
        #expect(body["status"]?["message"] == "quota")
        #expect(result.requeueAfter == .seconds(5))
    }
}
