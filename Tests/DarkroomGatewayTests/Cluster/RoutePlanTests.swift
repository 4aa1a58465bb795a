import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@testable import DarkroomGateway

@Suite("What follows from the specs")
struct RoutePlanTests {
    private static let route: JSONValue = [["path": "/api/x"]]

    @Test("is that of two services that want one path the older has it, and the other is told")
    func conflict() throws {
        let services = [
            try Cluster.service("young", created: "2026-02-01T00:00:00Z", spec: ["routes": Self.route]),
            try Cluster.service("old", spec: ["routes": Self.route]),
        ]
        let table = RoutePlan(services).table
        #expect(table.routes.map(\.service.name) == ["old"])
        let conflicts = table.conflicts.filter { $0.loser.service.name == "young" }
        let status = GatewayReport.status(of: services[0], conflicts: conflicts, coldStart: nil, now: .epoch)
        let condition = try #require(status.conditions[ConditionType.routesAccepted])
        #expect(condition.status == .false)
        #expect(condition.reason == "RouteConflict")
        #expect(condition.message.contains("vision/old"))
        #expect(condition.observedGeneration == 3)
    }

    @Test("is which services are stopped, and their bounds")
    func stopped() throws {
        let spec: [String: JSONValue] = ["stopped": true, "scaling": ["queueLimit": ["requests": 7]]]
        let plan = RoutePlan([try Cluster.service("s", spec: spec)])
        let key = ObjectKey(namespace: "vision", name: "s")
        #expect(plan.stopped == [key])
        #expect(plan.limits[key]?.requests == 7)
        #expect(plan.uids == [key: "uid-s"])
    }
}

@Suite("The aggregated health")
struct HealthDocumentTests {
    @Test(
        "is well while services sleep, and not when one fails",
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
