import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    /// What people do to the Workflow of a run with `kubectl` and `argo`.
    struct `A run of a pipeline` {
        /// A process that takes some seconds to end, as one that saves its work does.
        private static let slowToEnd = "trap 'sleep 8; exit 0' TERM; sleep 600 & wait"

        @Test func `that is deleted midway runs again when its pods are gone, and does not adopt them`() async throws {
            try await withNamespace { namespace in
                try await namespace.create(
                    ImagePipeline.resource,
                    "redo",
                    ["spec": ["steps": [Workload.shell(Self.slowToEnd).with(["name": "long"])]]]
                )
                try await Self.waitForRunningPod(in: namespace, of: "redo")
                let first = try #require(try await namespace.list(WorkflowView.self).first)
                let firstPod = try #require(try await namespace.list(PodView.self).first)

                try await namespace.delete(WorkflowView.resource, first.metadata.name)
                try await namespace.wait(for: ImagePipeline.self, "redo", "waits for the pods", within: .seconds(30)) {
                    $0.status?.conditions["Running"]?.reason == "WaitingForPods"
                }
                try await namespace.wait(
                    for: WorkflowView.self,
                    first.metadata.name,
                    "has been replaced",
                    within: .seconds(90)
                ) { $0.metadata.uid != first.metadata.uid }
                let left = try await namespace.list(PodView.self).map(\.metadata.uid)
                #expect(!left.contains(firstPod.metadata.uid))

                try await Self.waitForRunningPod(in: namespace, of: "redo")
                let pipeline = try #require(try await namespace.find(ImagePipeline.self, "redo"))
                #expect(pipeline.status?.run?.name == first.metadata.name)
                #expect(pipeline.status?.recentRuns.isEmpty == true)
            }
        }

        @Test(arguments: ["Stop", "Terminate"])
        func `that is suspended and then stopped by argo ends`(strategy: String) async throws {
            try await withNamespace { namespace in
                let workflow = try await Self.suspendedRun("halted", in: namespace)
                try await namespace.patch(
                    WorkflowView.resource,
                    workflow.metadata.name,
                    ["spec": ["shutdown": .string(strategy)]]
                )
                try await namespace.wait(for: ImagePipeline.self, "halted", "has stopped", within: .seconds(90)) {
                    $0.status?.phase == .stopped
                }
            }
        }

        @Test func `that is suspended ends at its deadline`() async throws {
            try await withNamespace { namespace in
                _ = try await Self.suspendedRun("late", policy: ["activeDeadlineSeconds": 40], in: namespace)
                try await namespace.wait(for: ImagePipeline.self, "late", "has failed", within: .seconds(120)) {
                    $0.status?.phase == .failed
                }
                #expect(try await namespace.list(WorkflowView.self).map(\.spec?.shutdown) == [nil])
            }
        }

        /// A run that is suspended while its first step runs.
        private static func suspendedRun(
            _ name: String,
            policy: [String: JSONValue] = [:],
            in namespace: TestNamespace
        ) async throws -> WorkflowView {
            let spec = Workload.pipeline(Workload.endless).with(["runPolicy": .object(policy)])
            try await namespace.create(ImagePipeline.resource, name, ["spec": spec])
            try await waitForRunningPod(in: namespace, of: name)
            try await namespace.patch(ImagePipeline.resource, name, ["spec": ["runPolicy": ["suspend": true]]])
            try await namespace.wait(for: ImagePipeline.self, name, "is suspended", within: .seconds(30)) {
                $0.status?.phase == .suspended
            }
            let workflow = try #require(try await namespace.list(WorkflowView.self).first)
            #expect(workflow.spec?.suspend == true)
            return workflow
        }

        private static func waitForRunningPod(in namespace: TestNamespace, of name: String) async throws {
            try await namespace.wait(for: ImagePipeline.self, name, "runs", within: .seconds(90)) {
                $0.status?.phase == .running
            }
            try await eventually(
                "a pod runs",
                within: .seconds(60),
                look: { try await namespace.list(PodView.self) },
                until: { pods in pods.contains { $0.phase == .running && !$0.metadata.isBeingDeleted } }
            )
        }
    }
}
