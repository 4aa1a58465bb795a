import FoundationEssentials
import KubeCore
import KubeTestSupport
import Synchronization
import Testing

@testable import KubeClient

@Suite("Applying a status")
struct StatusApplierTests {
    private struct Status: Encodable, Equatable {
        var phase = "Running"
        var percentDone: Int?
        var zone: String?
    }

    private static let metadata = ApplyMeta(name: "a", namespace: "n", uid: "u")

    private static func lacks(_ fields: String...) -> Reply {
        let errors = fields.map { ".status.\($0): field not declared in schema" }
        let list = errors.count == 1 ? errors[0] : "errors:\n  " + errors.joined(separator: "\n  ")
        let message = "failed to create typed patch object (n/a; example.dev/v1, Kind=Widget): \(list)"
        return .json(KubeJSON.status(500, message: message), status: 500)
    }

    private let transport = ScriptedTransport()
    private let time = Time()

    private final class Time: Sendable {
        private let passed = Mutex(Duration.zero)
        private let start = ContinuousClock.now
        func pass(_ duration: Duration) { passed.withLock { $0 += duration } }
        var now: ContinuousClock.Instant { start + passed.withLock { $0 } }
    }

    private func applier() -> StatusApplier {
        let client = KubeClient(transport: transport, fieldManager: "tester")
        return StatusApplier(client: client, logger: .silent, now: { [time] in time.now })
    }

    private func statuses() throws -> [JSONValue?] {
        try transport.requests.map { request in
            try JSONDecoder().decode(JSONValue.self, from: try #require(request.body))["status"]
        }
    }

    @Test("A status is applied to its subresource, for the identity that is given")
    func plain() async throws {
        transport.add(.json(KubeJSON.widget("a", version: "7")))
        let written = try await applier().apply(Status(percentDone: 4), to: Widget.resource, Self.metadata)
        #expect(written.metadata.resourceVersion == "7")
        let request = try #require(transport.requests.first)
        #expect(request.target == "/apis/example.dev/v1/namespaces/n/widgets/a/status?fieldManager=tester&force=true")
        let body = try JSONDecoder().decode(JSONValue.self, from: try #require(request.body))
        #expect(
            body == [
                "apiVersion": "example.dev/v1", "kind": "Widget",
                "metadata": ["name": "a", "namespace": "n", "uid": "u"],
                "status": ["phase": "Running", "percentDone": 4],
            ]
        )
    }

    @Test("A field that the definition lacks is left out at once, and of later writes from the beginning")
    func learns() async throws {
        let applier = applier()
        let stored = Reply.json(KubeJSON.widget("a"))
        transport.add(Self.lacks("percentDone", "zone"), stored, stored)
        try await applier.apply(Status(percentDone: 4, zone: "z"), to: Widget.resource, Self.metadata)
        try await applier.apply(Status(phase: "Done", percentDone: 5), to: Widget.resource, Self.metadata)
        #expect(
            try statuses() == [
                ["phase": "Running", "percentDone": 4, "zone": "z"], ["phase": "Running"], ["phase": "Done"],
            ]
        )
        #expect(
            applier.warnings == [
                """
                the definition of widgets.example.dev is older than this program and lacks \
                status.percentDone, status.zone, which is not reported until the definition is upgraded
                """
            ]
        )
    }

    @Test("An upgraded definition gets all fields again without a restart, and is not complained about any more")
    func heals() async throws {
        let applier = applier()
        let stored = Reply.json(KubeJSON.widget("a"))
        transport.add(Self.lacks("percentDone"), stored, stored, Self.lacks("percentDone"), stored, stored)
        let status = Status(percentDone: 4)
        try await applier.apply(status, to: Widget.resource, Self.metadata)
        #expect(try applier.nextTry(of: status, Widget.resource) == StatusApplier.memory)
        #expect(try applier.nextTry(of: Status(), Widget.resource) == nil)
        #expect(try applier.isSame(status, as: Status(), of: Widget.resource))
        #expect(try !applier.isSame(status, as: Status(phase: "Done"), of: Widget.resource))
        time.pass(StatusApplier.memory)
        #expect(try !applier.isSame(status, as: Status(), of: Widget.resource))
        // Something without the field says nothing of the definition.
        try await applier.apply(Status(), to: Widget.resource, Self.metadata)
        try await applier.apply(status, to: Widget.resource, Self.metadata)
        #expect(applier.warnings.count == 1)
        time.pass(StatusApplier.memory)
        try await applier.apply(status, to: Widget.resource, Self.metadata)
        #expect(applier.warnings.isEmpty)
        #expect(try statuses().count == 6)
    }

    @Test(
        "Other rejections are passed on, and so is one that leaving fields out does not cure",
        arguments: [
            .refusal(500), .refusal(422, "Invalid"), lacks("percentDone[", "x"),
            .json(KubeJSON.status(500, message: "x: .spec.y: field not declared in schema"), status: 500),
            .json(KubeJSON.status(500, message: "(n/a; v1): .status: field not declared in schema"), status: 500),
        ] as [Reply]
    )
    func others(reply: Reply) async throws {
        transport.add(reply, Self.lacks("x"))
        await #expect(throws: KubeError.self) {
            try await applier().apply(Status(percentDone: 4), to: Widget.resource, Self.metadata)
        }
        #expect(transport.requests.count <= 2)
    }

    @Test("A server that names ever more fields is not asked for ever")
    func endless() async throws {
        for number in 0..<10 { transport.add(Self.lacks("field\(number)")) }
        await #expect(throws: KubeError.self) {
            try await applier().apply(Status(), to: Widget.resource, Self.metadata)
        }
        #expect(transport.requests.count == 4)
    }
}
