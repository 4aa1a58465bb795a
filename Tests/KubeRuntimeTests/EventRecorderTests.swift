import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@testable import KubeRuntime

@Suite("Event recorder", .timeLimit(.minutes(5)))
struct EventRecorderTests {
    private let transport = ScriptedTransport()

    private func recorder(leadership: LeaderElector? = nil) -> EventRecorder {
        EventRecorder(
            client: KubeClient(transport: transport, fieldManager: "tester"),
            controller: "example.dev/operator",
            instance: "replica-1",
            leadership: leadership,
            logger: .silent
        )
    }

    private func event(about name: String = "a", namespace: String? = "ns", note: String = "it broke") -> ObjectEvent {
        let metadata = ObjectMeta(name: name, namespace: namespace, uid: "uid")
        return ObjectEvent(
            .init(Widget.resource, metadata),
            .warning,
            reason: "Broken",
            action: "Test",
            note: note
        )
    }

    private func body(_ index: Int) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: try #require(transport.requests[index].body))
    }

    @Test("An event names its object in the form that kubectl searches for, and the component that reports it")
    func created() async throws {
        let recorder = recorder()
        transport.add(.json(KubeJSON.widget("a.1")))
        recorder.record(event())
        try await running(recorder) { _ in
            #expect(await eventually { transport.requests.count == 1 })
        }
        let request = try #require(transport.requests.first)
        #expect(request.path == "/apis/events.k8s.io/v1/namespaces/ns/events")
        var event = try #require(try body(0).objectValue)
        let name = event.removeValue(forKey: "metadata")?["name"]?.stringValue
        #expect(name?.hasPrefix("a.") == true)
        let time = event.removeValue(forKey: "eventTime")?.stringValue
        #expect(time?.count == "2026-01-31T12:00:00.000000Z".count)
        #expect(
            event == [
                "apiVersion": "events.k8s.io/v1", "kind": "Event", "type": "Warning", "reason": "Broken",
                "action": "Test", "note": "it broke", "reportingController": "example.dev/operator",
                "reportingInstance": "replica-1",
                "regarding": [
                    "apiVersion": "example.dev/v1", "kind": "Widget", "namespace": "ns", "name": "a", "uid": "uid",
                ],
            ]
        )
    }

    @Test("A repeated event increments the count of the existing event")
    func counted() async throws {
        let recorder = recorder()
        transport.add(.json(KubeJSON.widget("a.1")), .json(KubeJSON.widget("a.1")))
        recorder.record(event())
        recorder.record(event())
        try await running(recorder) { _ in
            #expect(await eventually { transport.requests.count == 2 })
        }
        let name = try #require(try body(0)["metadata"]?["name"]?.stringValue)
        #expect(transport.requests.map(\.method) == [.post, .patch])
        #expect(transport.requests.last?.path == "/apis/events.k8s.io/v1/namespaces/ns/events/\(name)")
        #expect(try body(1)["series"]?["count"] == 2)
    }

    @Test("An event that cannot be written does not delay other events", arguments: [403, 404, 409, 422, 500])
    func refused(code: Int) async throws {
        let recorder = recorder()
        transport.add(.refusal(code), .json(KubeJSON.widget("b.1")))
        recorder.record(event())
        recorder.record(event(about: "b"))
        try await running(recorder) { _ in
            #expect(await eventually { transport.requests.count == 2 })
        }
    }

    @Test("Recording an event never blocks, however many events are waiting to be written")
    func neverWaits() {
        let recorder = recorder()
        for number in 0..<100_000 { recorder.record(event(note: "\(number)")) }
        #expect(transport.requests.isEmpty)
    }

    @Test("A replica that does not lead writes no events, and keeps the first ones until it leads")
    func waitsForLeadership() async throws {
        let elector = LeaderElector(
            client: KubeClient(transport: transport, fieldManager: "tester"),
            lease: .named("l"),
            identity: "me",
            timing: .once,
            logger: .silent
        )
        let recorder = recorder(leadership: elector)
        recorder.record(event())
        try await running(recorder) { _ in
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(transport.requests.isEmpty)
    }

    @Test("Texts are cut to the length that the API accepts, between characters")
    func cut() {
        let long = event(note: String(repeating: "ä", count: 600))
        #expect(long.note == String(repeating: "ä", count: 512))
        #expect(event(note: "short").note == "short")
    }

    @Test("An Event about a cluster-scoped object has a namespace, and a valid name whatever the object's name is")
    func clusterScoped() async throws {
        let recorder = recorder()
        transport.add(.json(KubeJSON.widget("x")))
        recorder.record(event(about: String(repeating: "a", count: 229) + "-." + "b", namespace: nil))
        try await running(recorder) { _ in
            #expect(await eventually { transport.requests.count == 1 })
        }
        #expect(transport.requests.first?.path == "/apis/events.k8s.io/v1/namespaces/default/events")
        let name = try #require(try body(0)["metadata"]?["name"]?.stringValue)
        #expect(name.hasPrefix(String(repeating: "a", count: 229) + "."))
        #expect(name.utf8.count <= 253)
    }
}
