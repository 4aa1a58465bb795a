import DarkroomProxy
import KubeCore
import Testing

@testable import DarkroomGateway

@Suite("The aggregated health")
struct HealthDocumentTests {
    @Test(
        "is ok while services sleep, and degraded when one fails",
        arguments: [
            ("Idle", "ok"), ("Ready", "ok"), ("Stopped", "ok"), ("Failed", "degraded"), ("Degraded", "degraded"),
        ]
    )
    func verdict(phase: String, verdict: String) throws {
        let service = try Cluster.service(
            "s",
            status: ["phase": .string(phase), "replicas": ["desired": 2, "ready": 1]]
        )
        let document = HealthDocument.document(for: [service])
        #expect(document.status == 200)
        #expect(
            document.body == #"""
                {"services":[{"name":"s","namespace":"vision","ready":false,"replicas":1,"status":"\#(phase)"}],\#
                "status":"\#(verdict)"}
                """#
        )
    }
}
