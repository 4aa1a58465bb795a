import DarkroomAPI
import DarkroomLogic
import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import Testing

@testable import DarkroomGateway

@Suite("The queue of reports")
struct ReportQueueTests {
    private static func call(_ call: CallbackBody.Call, _ body: JSONValue) throws -> ReportWriter.Call {
        ReportWriter.Call(body: try CallbackBody(call, body), attempt: 1, time: CallbackRoutesTests.now)
    }

    private static func queue(_ transport: ScriptedTransport, interval: Duration = .seconds(60)) -> ReportQueue {
        ReportQueue(
            writer: ReportWriter(client: KubeClient(transport: transport, fieldManager: CallbackServer.fieldManager)),
            interval: interval,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test("stores a result without the heartbeats that the API server does not accept")
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
        _ = await queue.hold(try Self.call(.heartbeat, ["epoch": 2]), for: run)
        #expect(await eventually { transport.requests.count == 2 })
        _ = await queue.hold(try Self.call(.heartbeat, ["epoch": 3]), for: run)
        try await queue.write(try Self.call(.done, ["status": "succeeded"]), for: run)
        let bodies = try transport.requests.compactMap(\.body).map {
            try JSONDecoder().decode(JSONValue.self, from: $0)
        }
        #expect(bodies.map { $0["status"]?["epoch"] } == [2, 3, 1])
    }

    @Test("gives heartbeats up that the API server does not accept, and takes later ones")
    func badHeartbeats() async throws {
        let stored = CallbackRoutesTests.stored
        let run: TrainingRun = try stored.decode()
        let transport = ScriptedTransport(.json(stored), CallbackRoutesTests.tooLong, .json(stored), .json(stored))
        let queue = Self.queue(transport, interval: .milliseconds(10))
        _ = await queue.hold(try Self.call(.heartbeat, ["epoch": 2]), for: run)
        #expect(await eventually { transport.requests.count == 2 })
        try await Task.sleep(for: .milliseconds(50))
        #expect(transport.requests.count == 2)
        #expect(await queue.hold(try Self.call(.heartbeat, ["epoch": 3]), for: run))
        #expect(await eventually { transport.requests.count == 4 })
    }
}
