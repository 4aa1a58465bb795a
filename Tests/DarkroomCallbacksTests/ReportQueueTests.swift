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

    private static func queue(_ transport: any Transport, interval: Duration = .seconds(60)) -> ReportQueue {
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

    @Test("drops heartbeats that the API server rejects, but not the sign of life, and accepts later ones")
    func badHeartbeats() async throws {
        let stored = CallbackRoutesTests.stored
        let run: TrainingRun = try stored.decode()
        let transport = ScriptedTransport(.json(stored), CallbackRoutesTests.tooLong, .json(stored), .json(stored))
        let queue = Self.queue(transport, interval: .milliseconds(10))
        _ = await queue.hold(try Self.report(.heartbeat, ["epoch": 2]), for: run)
        #expect(await eventually { transport.requests.count == 4 })
        try await Task.sleep(for: .milliseconds(50))
        let bodies = try transport.requests.compactMap(\.body).map {
            try JSONDecoder().decode(JSONValue.self, from: $0)
        }
        #expect(bodies.map { $0["status"]?["epoch"] } == [2, 1], "the second only says that the trainer runs")
        transport.add(.json(stored), .json(stored))
        #expect(await queue.hold(try Self.report(.heartbeat, ["epoch": 3]), for: run))
        #expect(await eventually { transport.requests.count == 6 })
    }

    private static func event(_ number: Int, isBad: Bool = false) throws -> ReceivedReport {
        try report(
            .event,
            [
                "type": "checkpoint_saved", "uri": .string("s3://c/\(number).pt"),
                "metrics": .object([isBad ? "bad" : "event.\(number)": 1]),
            ]
        )
    }

    @Test("stores events that come in together with few writes, and loses none")
    func together() async throws {
        let run: TrainingRun = try CallbackRoutesTests.stored.decode()
        let server = StoredRun()
        let queue = Self.queue(server)
        try await withThrowingTaskGroup { group in
            for number in 0..<100 { group.addTask { try await queue.write(try Self.event(number), for: run) } }
            try await group.waitForAll()
        }
        #expect(try server.trainerStatus.metrics.count == 100)
        #expect(server.now.writes < 20 && server.now.conflicts == 0, "\(server.now)")
    }

    @Test("stores events that two servers receive at once without a storm of conflicts, and loses none")
    func twoServers() async throws {
        let run: TrainingRun = try CallbackRoutesTests.stored.decode()
        let server = StoredRun()
        let queues = [Self.queue(server), Self.queue(server)]
        try await withThrowingTaskGroup { group in
            for number in 0..<120 {
                group.addTask { try await queues[number % 2].write(try Self.event(number), for: run) }
            }
            try await group.waitForAll()
        }
        #expect(try server.trainerStatus.metrics.count == 120)
        #expect(server.now.writes + server.now.conflicts < 60, "\(server.now)")
    }

    @Test("keeps an event that the API server rejects from harming those that came in with it")
    func badEvent() async throws {
        let run: TrainingRun = try CallbackRoutesTests.stored.decode()
        let server = StoredRun()
        let queue = Self.queue(server)
        let rejected = await withTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    do {
                        try await queue.write(try Self.event(number, isBad: number == 7), for: run)
                        return Int?.none
                    } catch {
                        return number
                    }
                }
            }
            return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
        }
        #expect(rejected == [7])
        #expect(try server.trainerStatus.metrics.count == 19)
    }

    @Test("stores one result of an attempt, once, even if it is sent twice, and rejects another one")
    func oneResult() async throws {
        let run: TrainingRun = try CallbackRoutesTests.stored.decode()
        let server = StoredRun()
        let queue = Self.queue(server)
        let result = try Self.report(.done, ["status": "succeeded", "final_metrics": ["accuracy": 0.9]])
        try await queue.write(result, for: run)
        try await queue.write(result, for: run)
        #expect(server.now.writes == 1)
        for other: JSONValue in [
            ["status": "failed", "error": "x"], ["status": "succeeded", "final_metrics": ["accuracy": 1]],
        ] {
            let report = try Self.report(.done, other)
            await #expect(throws: ReportRejection.resultStands) { try await queue.write(report, for: run) }
        }
        #expect(try server.trainerStatus.result?.metrics == ["accuracy": "0.9"])
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
