import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

extension IntegrationTests {
    struct `An InferenceService` {
        /// Its pods wait for a node.
        private static let spec = Specs.inferenceService.with([
            "accelerator": ["class": .string(TestAccelerators.absent)]
        ])

        @Test func `that changes rolls out its Deployment and reports on the new generation`() async throws {
            try await withOperator { namespace in
                let service = try await namespace.create(.inferenceService, "changing", spec: Self.spec)
                let before = try await namespace.child(DeploymentView.self, of: service)
                try await namespace.wait(for: .inferenceService, "changing")

                try await namespace.patch(
                    InferenceService.resource,
                    "changing",
                    ["spec": ["command": ["serve", "--better"]]]
                )
                let after = try await namespace.child(DeploymentView.self, of: service, "has the new command") {
                    $0.spec?.template?.spec?.containers?.first?.command == ["serve", "--better"]
                }
                #expect(after.metadata.uid == before.metadata.uid)
                let report = try await namespace.wait(for: .inferenceService, "changing")
                #expect(report.observedGeneration == 2)
            }
        }

        @Test func `leaves the number of pods above its minimum to other scalers`() async throws {
            try await withOperator { namespace in
                let service = try await namespace.create(.inferenceService, "scaled", spec: Self.spec)
                let created = try await namespace.child(DeploymentView.self, of: service) {
                    $0.spec?.replicas == 0
                }
                try await namespace.patch(
                    DeploymentView.resource,
                    created.metadata.name,
                    subresource: .scale,
                    ["spec": ["replicas": 3]]
                )
                try await namespace.patch(
                    InferenceService.resource,
                    "scaled",
                    ["spec": ["command": ["serve"]]]
                )
                let applied = try await namespace.child(
                    DeploymentView.self,
                    of: service,
                    "has the new command"
                ) {
                    $0.spec?.template?.spec?.containers?.first?.command == ["serve"]
                }
                #expect(applied.spec?.replicas == 3)
            }
        }

        @Test func `raises the number of pods to its minimum, and stops them all when it is stopped`() async throws {
            try await withOperator { namespace in
                let service = try await namespace.create(.inferenceService, "floor", spec: Self.spec)
                try await namespace.child(DeploymentView.self, of: service) { $0.spec?.replicas == 0 }
                try await namespace.patch(
                    InferenceService.resource,
                    "floor",
                    ["spec": ["scaling": ["minReplicas": 2]]]
                )
                try await namespace.child(DeploymentView.self, of: service, "has 2") {
                    $0.spec?.replicas == 2
                }
                try await namespace.patch(InferenceService.resource, "floor", ["spec": ["stopped": true]])
                try await namespace.child(DeploymentView.self, of: service, "has none") {
                    $0.spec?.replicas == 0
                }
                try await namespace.wait(for: .inferenceService, "floor", "is stopped") {
                    $0.phase == "Stopped"
                }
            }
        }

        @Test func `restores its Deployment and Service when a user changes them`() async throws {
            try await withOperator { namespace in
                let service = try await namespace.create(.inferenceService, "meddled", spec: Self.spec)
                let deployment = try await namespace.child(DeploymentView.self, of: service)
                let address = try await namespace.child(ServiceView.self, of: service)
                let other: JSONValue = ["name": "server", "image": "localhost/other:1"]
                try await namespace.client.apply(
                    DeploymentView.resource,
                    namespace.key(deployment.metadata.name),
                    [
                        "apiVersion": "apps/v1", "kind": "Deployment",
                        "spec": ["template": ["spec": ["containers": [other]]]],
                    ] as JSONValue
                )
                try await namespace.patch(
                    ServiceView.resource,
                    address.metadata.name,
                    ["spec": ["selector": ["app": "other"]]]
                )
                try await namespace.child(DeploymentView.self, of: service, "has its image again") {
                    $0.spec?.template?.spec?.containers?.first?.image == Specs.image
                }
                try await namespace.child(ServiceView.self, of: service, "has its selector again") {
                    $0.spec?.selector == address.spec?.selector
                }
            }
        }
    }
}
