import DarkroomAPI
import DarkroomTraffic
import KubeClient
import KubeCore
import KubeTestSupport
import Logging
import Testing

@testable import DarkroomGateway

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Writing the number of replicas", .timeLimit(.minutes(5)))
struct DeploymentScalerTests {
    private static let scalePath = "/apis/apps/v1/namespaces/vision/deployments/s/scale"
    private static let path = "/apis/apps/v1/namespaces/vision/deployments/s"

    private let transport = ScriptedTransport()
    private let scaler: DeploymentScaler

    init() {
        let client = KubeClient(transport: transport, fieldManager: Gateway.fieldManager)
        let view = ClusterView(client: client, namespace: nil, logger: .silent)
        scaler = DeploymentScaler(client: client, view: view, logger: .silent)
    }

    private func deployment(replicas: Int, version: String = "1") throws -> ScaledDeployment {
        try Cluster.deployment(of: "s", replicas: replicas, version: version).decode(ScaledDeployment.self)
    }

    private func written(_ version: String) -> Reply {
        .json(["metadata": ["name": "s", "resourceVersion": .string(version)]]).to(Self.scalePath)
    }

    @Test("changes nothing else, under the gateway's field manager, for the version that was read")
    func write() async throws {
        transport.add(written("8"))
        try await scaler.scale(deployment(replicas: 0, version: "7"), to: 1) { $0 == 0 }
        let request = try #require(transport.requests.first)
        #expect(request.method == .patch)
        #expect(request.target == Self.scalePath + "?fieldManager=darkroom-gateway")
        let body = try #require(request.body)
        let patch = try JSONDecoder().decode(JSONValue.self, from: body)
        #expect(patch == ["metadata": ["resourceVersion": "7"], "spec": ["replicas": 1]])
    }

    @Test("does nothing when another replica has already written the number")
    func overtaken() async throws {
        transport.add(.refusal(409, "Conflict").to(Self.scalePath))
        transport.add(.json(Cluster.deployment(of: "s", replicas: 1, version: "9")).to(Self.path))
        try await scaler.scale(deployment(replicas: 0), to: 1) { $0 == 0 }
        #expect(transport.requests.map(\.method) == [.patch, .get])
    }

    @Test("tries again when the Deployment changed for another reason")
    func movedOn() async throws {
        transport.add(.refusal(409, "Conflict").to(Self.scalePath), written("10"))
        transport.add(.json(Cluster.deployment(of: "s", replicas: 0, version: "9")).to(Self.path))
        try await scaler.scale(deployment(replicas: 0), to: 1) { $0 == 0 }
        #expect(transport.requests.map(\.method) == [.patch, .get, .patch])
    }

    @Test("does not scale a new Deployment of the same name, and reports that")
    func successor() async throws {
        transport.add(.refusal(409, "Conflict").to(Self.scalePath))
        transport.add(.json(["metadata": ["name": "s", "uid": "another"], "spec": ["replicas": 0]]).to(Self.path))
        await #expect(throws: ScaleUpProblem.replaced) {
            try await scaler.scale(deployment(replicas: 0), to: 1) { $0 == 0 }
        }
        #expect(transport.requests.count == 2)
    }

    @Test("gives up after a while when another controller keeps writing")
    func endless() async throws {
        for _ in 0..<8 {
            transport.add(.refusal(409, "Conflict").to(Self.scalePath))
            transport.add(.json(Cluster.deployment(of: "s", replicas: 0)).to(Self.path))
        }
        await #expect(throws: ScaleConflict.self) { try await scaler.scale(deployment(replicas: 0), to: 1) { $0 == 0 } }
    }

    @Test("throws when the server throttles, and when a reply is lost", arguments: [true, false])
    func failure(isThrottled: Bool) async throws {
        let lost = TransportError("reset", outcome: .unknown)
        transport.add(isThrottled ? .refusal(429, retryAfter: .seconds(3)) : .failure(lost))
        await #expect(throws: KubeError.self) { try await scaler.scale(deployment(replicas: 0), to: 1) { $0 == 0 } }
    }

    @Test("writes nothing for a service that does not exist")
    func unknown() async throws {
        await #expect(throws: ScaleUpProblem.noService) {
            try await scaler.scaleUp(ServiceID(namespace: "vision", name: "s"))
        }
        #expect(transport.requests.isEmpty)
    }
}
