import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("The shared memory of a container")
struct SharedMemoryTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var sharedMemory: Quantity?
        var resources = ComputeResources()
        /// Nil for the container runtime's own.
        let size: String?
    }

    static let examples = [
        Example(testDescription: "nothing given", size: "1Gi"),
        Example(testDescription: "a request alone", resources: .init(requests: ["memory": "8Gi"]), size: "1Gi"),
        Example(testDescription: "a limit", resources: .init(limits: ["memory": "16Gi"]), size: "8192Mi"),
        Example(testDescription: "a decimal limit", resources: .init(limits: ["memory": "1.5G"]), size: "715Mi"),
        Example(testDescription: "a small limit", resources: .init(limits: ["memory": "32Mi"]), size: "64Mi"),
        Example(testDescription: "a size", sharedMemory: "2Gi", size: "2Gi"),
        Example(
            testDescription: "a size beside a limit",
            sharedMemory: "12Gi",
            resources: .init(limits: ["memory": "16Gi"]),
            size: "12Gi"
        ),
        Example(testDescription: "none wanted", sharedMemory: "0", size: nil),
        Example(testDescription: "none wanted, in other words", sharedMemory: "0Mi", size: nil),
    ]

    /// The pod's volumes, and the container's mounts.
    static func rendered(
        _ change: (inout any Changeable) -> Void
    ) throws -> [(volumes: [JSONValue], mounts: [JSONValue])] {
        try ManifestTests.renderings(change).map { manifest in
            let pod = try #require(
                manifest.body["spec"]?["template"]?["spec"] ?? manifest.body["spec"]?["templates"]?[1]
            )
            let mounts = try ManifestTests.container(manifest)["volumeMounts"]
            return (pod["volumes"]?.arrayValue ?? [], mounts?.arrayValue ?? [])
        }
    }

    @Test("follows from the memory limit unless the spec says otherwise, for all kinds", arguments: examples)
    func size(example: Example) throws {
        let pods = try Self.rendered {
            $0.sharedMemory = example.sharedMemory
            $0.resources = example.resources
        }
        #expect(pods.count == 3)
        for pod in pods {
            let volume: JSONValue? = example.size.map { size in
                ["name": "shared-memory", "emptyDir": ["medium": "Memory", "sizeLimit": .string(size)]]
            }
            let mount: JSONValue? = volume.map { _ in ["name": "shared-memory", "mountPath": "/dev/shm"] }
            #expect(pod.volumes.first { $0["name"] == "shared-memory" } == volume)
            #expect(pod.mounts.first { $0["mountPath"] == "/dev/shm" } == mount)
        }
    }

    @Test("gives way to a volume that the spec puts there")
    func mounted() throws {
        var model = InferenceModel(pvc: ModelVolume(claimName: "models"))
        model.mountPath = "/dev/shm"
        let service = InferenceService.sample { $0.model = model }
        let body = try #require(ChildRenderer.render(service, OperatorConfiguration()).children.first).body
        let pod = body["spec"]?["template"]?["spec"]
        #expect(pod?["volumes"]?.arrayValue?.map { $0["name"] } == ["model"])
        #expect(pod?["containers"]?[0]?["volumeMounts"]?.arrayValue?.map { $0["name"] } == ["model"])
    }

    @Test("cannot be larger than the memory limit, which it counts against")
    func tooLarge() throws {
        let run = TrainingRun.sample {
            $0.sharedMemory = "2Gi"
            $0.resources.limits = ["memory": "2000Mi"]
        }
        let accepted = try Simulation(run).plan().condition(ConditionType.accepted)
        #expect(accepted.reason == "InvalidResources")
        #expect(
            accepted.message.hasPrefix(
                "spec.sharedMemory: is 2Gi, but must be at most resources.limits.memory, which is 2000Mi"
            )
        )
    }

    @Test(
        "is read in every notation of an amount",
        arguments: [
            ("0", 0), ("1", 1), ("+1", 1), ("5.", 5), (".5", 1), ("1500m", 2), ("1e3", 1000), ("1E3", 1000),
            ("2k", 2000),
            ("1.5Gi", 1_610_612_736), ("1E", 1_000_000_000_000_000_000), ("8Ei", nil), ("", nil), ("Mi", nil),
            ("1kb", nil),
            ("1e999", nil), ("-1", nil), ("١", nil),
        ] as [(String, Int64?)]
    )
    func bytes(text: String, bytes: Int64?) {
        #expect(Quantity(text).bytes == bytes)
    }
}
