import DarkroomAPI
import DarkroomLogic
import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@testable import DarkroomGateway

@Suite("The writer of reports")
struct ReportWriterTests {
    @Test(
        "leaves out a heartbeat that is late, but none that only a clock that was ahead makes look so",
        arguments: [(-5, 0, [.get, .patch]), (-5, -10_000, [.get]), (3600, 0, [.get, .patch])]
            as [(TimeInterval, TimeInterval, [TransportRequest.Method])]
    )
    func late(lastHeard: TimeInterval, heartbeat: TimeInterval, methods: [TransportRequest.Method]) async throws {
        let now = Date()
        let stored: JSONValue = [
            "metadata": CallbackRoutesTests.stored["metadata"] ?? [:], "spec": ["image": "i"],
            "status": ["lastHeartbeat": .string("\(Timestamp(now.addingTimeInterval(lastHeard)))")],
        ]
        let transport = ScriptedTransport(.json(stored), .json(stored))
        let writer = ReportWriter(client: KubeClient(transport: transport, fieldManager: CallbackServer.fieldManager))
        let call = ReportWriter.Call(
            body: try CallbackBody(.heartbeat, ["epoch": 3]),
            attempt: 1,
            time: Timestamp(now.addingTimeInterval(heartbeat))
        )
        try await writer.write([call], on: stored.decode())
        #expect(transport.requests.map(\.method) == methods)
    }
}
