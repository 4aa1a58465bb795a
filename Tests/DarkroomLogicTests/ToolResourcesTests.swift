import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

/// A quota on a resource refuses a pod of which one container does not name the resource, and a LimitRange one of which one
/// container asks for too little.
@Suite("Darkroom's own containers in users' pods")
struct ToolResourcesTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let main: ComputeResources
        var configured = ComputeResources()
        let own: JSONValue?
    }

    static let examples = [
        Example(testDescription: "nothing named", main: .init(), own: nil),
        Example(
            testDescription: "requests and limits",
            main: .init(
                requests: ["cpu": "500m", "memory": "1Gi", "ephemeral-storage": "2Gi"],
                limits: ["cpu": "1", "memory": "2Gi"]
            ),
            own: [
                "requests": ["cpu": "500m", "memory": "1Gi", "ephemeral-storage": "2Gi"],
                "limits": ["cpu": "1", "memory": "2Gi"],
            ]
        ),
        Example(
            testDescription: "devices and huge pages",
            main: .init(limits: ["memory": "1Gi", "example.com/nic": "1", "hugepages-2Mi": "64Mi"]),
            own: ["limits": ["memory": "1Gi"]]
        ),
        Example(
            testDescription: "configured amounts where none is named",
            main: .init(limits: ["memory": "1Gi"]),
            configured: .init(requests: ["cpu": "10m", "memory": "64Mi"], limits: ["cpu": "1", "memory": "256Mi"]),
            own: ["requests": ["cpu": "10m"], "limits": ["cpu": "1", "memory": "1Gi"]]
        ),
    ]

    @Test("have the resources of the container beside them", arguments: examples)
    func resources(example: Example) throws {
        var configuration = OperatorConfiguration()
        configuration.pods.toolImage = "registry.example/darkroom:1"
        configuration.pods.toolResources = example.configured
        let run = TrainingRun.sample {
            $0.dataset = TrainingDataset(uri: "/workspace/datasets/a.zip", verify: DatasetChecks())
            $0.storage = TrainingStorage(type: .local, claimName: "disk")
            $0.accelerator = TrainingAccelerator(class: "t4")
            $0.resources = example.main
        }
        let service = InferenceService.sample {
            $0.model = InferenceModel(uri: "s3://models/a.pt")
            $0.accelerator = AcceleratorRequest(class: "t4")
            $0.resources = example.main
        }
        for rendering in [
            ChildRenderer.render(run, configuration), ChildRenderer.render(service, configuration),
        ] {
            #expect(rendering.problems.isEmpty)
            let pod = rendering.children.first?.body["spec"]?["template"]?["spec"]
            #expect(pod?["initContainers"]?[0]?["resources"] == example.own)
            #expect(pod?["containers"]?[0]?["resources"]?["limits"]?["nvidia.com/gpu"] == "1")
        }
    }
}
