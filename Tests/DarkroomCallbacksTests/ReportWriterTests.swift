import DarkroomAPI
import FoundationEssentials
import KubeClient
import KubeCore
import KubeTestSupport
import Testing

@testable import DarkroomCallbacks

@Suite("The writer of reports")
struct ReportWriterTests {
    @Test(
        "skips a heartbeat that is late, but not one that only seems late because another clock was ahead",
        arguments: [(-5, 0, [.get, .patch]), (-5, -10_000, [.get]), (3600, 0, [.get, .patch])]
            as [(TimeInterval, TimeInterval, [TransportRequest.Method])]
    )
    func late(lastHeard: TimeInterval, received: TimeInterval, methods: [TransportRequest.Method]) async throws {
        let now = Date()
        let stored: JSONValue = [
            "metadata": CallbackRoutesTests.stored["metadata"] ?? [:], "spec": ["image": "i"],
            "status": ["lastHeartbeat": .string("\(Timestamp(now.addingTimeInterval(lastHeard)))")],
        ]
        let transport = ScriptedTransport(.json(stored), .json(stored))
        let writer = ReportWriter(
            client: KubeClient(transport: transport, fieldManager: CallbackServer.fieldManager),
            logger: .silent
        )
        let heartbeat = ReceivedReport(
            report: try TrainerReport(.heartbeat, ["epoch": 3]),
            attempt: 1,
            time: Timestamp(now.addingTimeInterval(received))
        )
        try await writer.write([heartbeat], on: stored.decode())
        #expect(transport.requests.map(\.method) == methods)
    }
}
