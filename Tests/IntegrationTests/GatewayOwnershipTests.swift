import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

extension IntegrationTests {
    /// The gateway's writes to objects that the operator also writes, each under its own field manager.
    struct `What the gateway writes` {
        private static let spec = Specs.inferenceService.with([
            // Pods wait for a node, because nothing runs them here.
            "accelerator": ["class": .string(TestAccelerators.absent)],
            "routes": [["path": "/api/test"]],
        ])

        @Test func `to the number of pods is never reset by an apply of the operator`() async throws {
            try await withNamespace { namespace in
                let gateway = namespace.gatewayClient
                let service = try await namespace.withOperator { _ in
                    let service = try await namespace.create(.inferenceService, "scaled", spec: Self.spec)
                    let deployment = try await namespace.child(DeploymentView.self, of: service) {
                        $0.spec?.replicas == 0
                    }
                    for (stage, replicas) in [1, 3, 0, 2].enumerated() {
                        try await gateway.mergePatch(
                            DeploymentView.resource,
                            deployment.key,
                            subresource: .scale,
                            ["spec": ["replicas": .integer(Int64(replicas))]] as JSONValue
                        )
                        try await namespace.change(service, to: "stage-\(stage)", expecting: replicas)
                    }
                    return service
                }
                // An operator that has seen none of these changes.
                try await namespace.withOperator { _ in
                    try await namespace.change(service, to: "after-restart", expecting: 2)
                    try await namespace.patch(InferenceService.resource, "scaled", ["spec": ["stopped": true]])
                    try await namespace.child(DeploymentView.self, of: service, "is stopped") {
                        $0.spec?.replicas == 0
                    }
                    try await namespace.change(service, to: "while-stopped", expecting: 0)
                }
            }
        }

        @Test func `to the status is kept, and so is what the operator writes`() async throws {
            try await withOperator { namespace in
                try await namespace.create(.inferenceService, "reported", spec: Self.spec)
                try await namespace.wait(for: .inferenceService, "reported")
                try await namespace.reportAsGateway(on: "reported")
                try await namespace.patch(InferenceService.resource, "reported", ["spec": ["stopped": true]])
                try await namespace.wait(for: .inferenceService, "reported", "is stopped") {
                    $0.phase == "Stopped"
                }
                // On a server that treats all conditions as one field, the write has removed the gateway's own.
                try await namespace.reportAsGateway(on: "reported")
                try await Task.sleep(for: .seconds(2))
                let service = try #require(try await namespace.find(InferenceService.self, "reported"))
                #expect(service.gateway.coldStart == InferenceColdStart(last: "3.2", p50: "2.9"))
                #expect(service.gateway.conditions.map(\.type) == ["RoutesAccepted"])
                #expect(service.status?.conditions.map(\.type) == ["Accepted", "Ready"])
            }
        }
    }
}

extension TestNamespace {
    /// Writes in the same way as the gateway.
    fileprivate var gatewayClient: KubeClient {
        KubeClient(transport: client.transport, fieldManager: "darkroom-gateway")
    }

    /// Writes the gateway's part of a service's status in the same way as the gateway: with all present conditions.
    fileprivate func reportAsGateway(on name: String) async throws {
        let service = try #require(try await find(InferenceService.self, name))
        let own = Condition(type: "RoutesAccepted", status: .true, reason: "Accepted")
        let conditions = (service.status?.conditions ?? []) + [own]
        try await gatewayClient.mergePatch(
            InferenceService.resource,
            key(name),
            subresource: .status,
            [
                "status": [
                    "coldStart": ["last": "3.2", "p50": "2.9"], "conditions": try JSONValue(encoding: conditions),
                ]
            ] as JSONValue
        )
    }

    /// Gives a service another command, and waits until its Deployment has it, with this number of pods.
    fileprivate func change(_ service: ObjectMeta, to command: String, expecting replicas: Int) async throws {
        try await patch(
            InferenceService.resource,
            service.name,
            ["spec": ["command": [.string(command)]]]
        )
        let applied = try await child(DeploymentView.self, of: service, "has the command \(command)") {
            $0.spec?.template?.spec?.containers?.first?.command == [command]
        }
        #expect(applied.spec?.replicas == replicas, "\(command)")
    }
}
