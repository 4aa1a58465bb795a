import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    /// Data loaders hand over batches through shared memory, of which container runtimes give 64 MiB.
    struct `Shared memory is enough for more than a container runtime gives` {
        /// Fails where less than 100 MiB fit.
        private static let script = "dd if=/dev/zero of=/dev/shm/batch bs=1M count=100"
        private static let resources: JSONValue = [
            "requests": ["cpu": "10m", "memory": "32Mi"], "limits": ["memory": "384Mi"],
        ]

        private static func shell(_ script: String) -> JSONValue {
            Workload.shell(script).with(["resources": resources])
        }

        @Test func `for a trainer, unless it wants none`() async throws {
            try await withNamespace { namespace in
                try await namespace.create(TrainingRun.resource, "loading", ["spec": Self.shell(Self.script)])
                let none = Self.shell(Self.script).with(["sharedMemory": "0"])
                try await namespace.create(TrainingRun.resource, "without", ["spec": none])
                let expected: [(String, TrainingRunPhase)] = [("loading", .succeeded), ("without", .failed)]
                for (name, phase) in expected {
                    let run = try await namespace.wait(
                        for: TrainingRun.self,
                        name,
                        "ends",
                        within: .seconds(90)
                    ) { $0.status?.completionTime != nil }
                    #expect(run.status?.phase == phase)
                }
            }
        }

        @Test func `for a step`() async throws {
            try await withNamespace { namespace in
                let steps: JSONValue = ["steps": [Self.shell(Self.script).with(["name": "only"])]]
                try await namespace.create(ImagePipeline.resource, "loading", ["spec": steps])
                let pipeline = try await namespace.wait(
                    for: ImagePipeline.self,
                    "loading",
                    "ends",
                    within: .seconds(90)
                ) { $0.status?.run?.completionTime != nil }
                #expect(pipeline.status?.phase == .succeeded)
            }
        }

        @Test func `for a service`() async throws {
            try await withNamespace { namespace in
                let spec = Workload.service.with([
                    "command": ["sh", "-c", .string("\(Self.script) && exec workload serve")],
                    "resources": Self.resources,
                ])
                try await namespace.create(InferenceService.resource, "loading", ["spec": spec])
                try await namespace.wait(
                    for: InferenceService.self,
                    "loading",
                    "is ready",
                    within: .seconds(90)
                ) { $0.status?.conditions["Ready"]?.status == .true }
            }
        }
    }
}
