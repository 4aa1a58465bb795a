import DarkroomAPI
import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import Testing

@testable import DarkroomCallbacks

@Suite("The queue of reports")
struct ReportQueueTests {
    private static func report(_ kind: TrainerReport.Kind, _ body: JSONValue) throws -> ReceivedReport {
        ReceivedReport(report: try TrainerReport(kind, body), attempt: 1, time: CallbackRoutesTests.now)
    }

    private static func queue(_ transport: ScriptedTransport, interval: Duration = .seconds(60)) -> ReportQueue {
        ReportQueue(
            writer: ReportWriter(
                client: KubeClient(transport: transport, fieldManager: CallbackServer.fieldManager),
                logger: .silent
            ),
            interval: interval,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test("stores a result without the heartbeats that the API server rejects")
    func badHeartbeat() async throws {
        let stored = CallbackRoutesTests.stored
        let run: TrainingRun = try stored.decode()
        let transport = ScriptedTransport(
            .json(stored),
            .json(stored),
            .json(stored),
            CallbackRoutesTests.tooLong,
            .json(stored),
            .json(stored)
        )
        let queue = Self.queue(transport)
        _ = await queue.hold(try Self.report(.heartbeat, ["epoch": 2]), for: run)
        #expect(await eventually { transport.requests.count == 2 })
        _ = await queue.hold(try Self.report(.heartbeat, ["epoch": 3]), for: run)
        try await queue.write(try Self.report(.done, ["status": "succeeded"]), for: run)
        let bodies = try transport.requests.compactMap(\.body).map {
            try JSONDecoder().decode(JSONValue.self, from: $0)
        }
        #expect(bodies.map { $0["status"]?["epoch"] } == [2, 3, 1])
    }

    @Test("drops heartbeats that the API server rejects, and accepts later ones")
    func badHeartbeats() async throws {
        let stored = CallbackRoutesTests.stored
        let run: TrainingRun = try stored.decode()
        let transport = ScriptedTransport(.json(stored), CallbackRoutesTests.tooLong, .json(stored), .json(stored))
        let queue = Self.queue(transport, interval: .milliseconds(10))
        _ = await queue.hold(try Self.report(.heartbeat, ["epoch": 2]), for: run)
        #expect(await eventually { transport.requests.count == 2 })
        try await Task.sleep(for: .milliseconds(50))
        #expect(transport.requests.count == 2)
        #expect(await queue.hold(try Self.report(.heartbeat, ["epoch": 3]), for: run))
        #expect(await eventually { transport.requests.count == 4 })
    }

    @Test("stores a report without the fields that an older definition lacks")
    func oldDefinition() async throws {
        let stored = CallbackRoutesTests.stored
        let message =
            "(team/digits; darkroom.dev/v1alpha1, Kind=TrainingRun): .status.epoch: field not declared in schema"
        let lacks = Reply.json(KubeJSON.status(500, message: message), status: 500)
        let transport = ScriptedTransport(.json(stored), lacks, .json(stored), .json(stored), .json(stored))
        let queue = Self.queue(transport)
        let run: TrainingRun = try stored.decode()
        try await queue.write(try Self.report(.event, ["type": "epoch", "epoch": 3]), for: run)
        try await queue.write(try Self.report(.done, ["status": "succeeded"]), for: run)
        let bodies = try transport.requests.compactMap(\.body).map {
            try JSONDecoder().decode(JSONValue.self, from: $0)
        }
        #expect(bodies.map { $0["status"]?["epoch"] } == [3, nil, nil])
        #expect(bodies.allSatisfy { $0["status"]?["lastHeartbeat"] != nil })
    }
}
