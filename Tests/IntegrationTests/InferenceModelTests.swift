import ClusterTestSupport
import DarkroomAPI
import KubeClient
import KubeCore
import Testing

extension IntegrationTests {
    struct `An InferenceService with a model` {
        @Test func `at a URI has a container that fetches it, with keys from the user's own Secret`() async throws {
            try await withOperator { namespace in
                let storage: JSONValue = [
                    "type": "minio", "endpoint": "http://minio:9000", "credentialsSecretRef": ["name": "keys"],
                ]
                let service = try await namespace.create(
                    .inferenceService,
                    "fetching",
                    spec: Specs.inferenceService.with([
                        "model": ["uri": "s3://models/a.pt", "storage": storage]
                    ])
                )
                let deployment = try await namespace.child(DeploymentView.self, of: service)
                let fetcher = deployment.spec?.template?.spec?.initContainers?.first
                #expect(fetcher?.image == RunningOperator.toolImage)
                #expect(fetcher?.args?.prefix(3) == ["tool", "fetch-model", "s3://models/a.pt"])
                let report = try await namespace.wait(for: .inferenceService, "fetching")
                #expect(report.conditions["ModelReady"]?.reason == "NotLoadedYet")
            }
        }

        @Test func `on a volume rolls out another model from it, and settles`() async throws {
            try await withOperator { namespace in
                let service = try await namespace.create(
                    .inferenceService,
                    "mounting",
                    spec: Specs.inferenceService.with(["model": ["pvc": ["claimName": "models", "subPath": "one"]]])
                )
                let before = try await namespace.child(DeploymentView.self, of: service)
                try await namespace.patch(
                    InferenceService.resource,
                    "mounting",
                    ["spec": ["model": ["pvc": ["subPath": "two"]]]]
                )
                let after = try await namespace.child(DeploymentView.self, of: service, "has the other part") {
                    $0.metadata.generation > before.metadata.generation
                }
                #expect(after.metadata.uid == before.metadata.uid)
                let status = try await namespace.wait(for: InferenceService.self, "mounting", "names it") {
                    $0.status?.model?.serving == ModelVersion(uri: "pvc://models/two")
                }
                #expect(status.status?.observedGeneration == 2)
            }
        }
    }
}
