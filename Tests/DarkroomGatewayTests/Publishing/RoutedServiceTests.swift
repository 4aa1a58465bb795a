import DarkroomAPI
import DarkroomLogic
import DarkroomProxy
import DarkroomTraffic
import KubeCore
import Testing

@testable import DarkroomGateway

@Suite("The data plane's settings of services")
struct RoutedServiceTests {
    private static let route: JSONValue = [["path": "/api/x"]]

    @Test("Of two services with the same path the older one gets it, and the other one reports that")
    func conflict() throws {
        let services = [
            try Cluster.service("young", created: "2026-02-01T00:00:00Z", spec: ["routes": Self.route]),
            try Cluster.service("old", spec: ["routes": Self.route]),
        ]
        let table = RoutingTable(services.flatMap { ServiceTraffic(of: $0).routes })
        #expect(table.routes.map(\.service.name) == ["old"])
        let conflicts = table.conflicts.filter { $0.loser.service.name == "young" }
        let status = GatewayStatusBuilder.status(of: services[0], conflicts: conflicts, coldStart: nil, now: .epoch)
        let condition = try #require(status.conditions[ConditionType.routesAccepted])
        #expect(condition.status == .false)
        #expect(condition.reason == "RouteConflict")
        #expect(condition.message.contains("vision/old"))
        #expect(condition.observedGeneration == 3)
    }

    @Test("The settings of the spec reach the data plane unchanged, with the ready pods")
    func settings() throws {
        let spec: [String: JSONValue] = [
            "stopped": true, "scaling": ["containerConcurrency": 4, "queueLimit": ["requests": 7]],
        ]
        let pod = PodAddress(ip: "10.0.0.1", port: 80)
        let service = RoutingSnapshot.Service(
            ServiceTraffic(of: try Cluster.service("s", spec: spec)),
            pods: [pod]
        )
        #expect(service == .init(containerConcurrency: 4, queueLimit: 7, isStopped: true, pods: [pod]))
    }
}
