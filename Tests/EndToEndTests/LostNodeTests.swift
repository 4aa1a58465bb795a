import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    @Suite(.enabled(if: TestEnvironment.component != nil, "nodes can be switched off in the development cluster only"))
    struct `When the T4 node loses its power` {
        /// What an administrator does about a node that will not be back soon. Without it, Kubernetes takes five minutes.
        private static let taint = "darkroom.dev/lost=power:NoExecute"

        @Test func `its run says so, and starts again on a node that answers`() async throws {
            try await withNamespace { namespace in
                let node = try #require(try await Node.names(with: "nvidia-t4", namespace.client).first)
                let kubectl = try Kubectl(namespace: namespace.name)
                let accelerator: JSONValue = [
                    "class": "t4", "fallback": ["a100"], "fallbackAfterSeconds": 10,
                ]
                let spec = Workload.shell(Workload.endless).with([
                    "accelerator": accelerator, "retry": ["limit": 1, "backoffSeconds": 1],
                ])
                try await namespace.create(TrainingRun.resource, "run", ["spec": spec])
                try await namespace.wait(for: TrainingRun.self, "run", "runs", within: .seconds(60)) {
                    $0.status?.phase == .running
                }

                try await ClusterComponent.node(node).whileOff {
                    try await namespace.wait(for: TrainingRun.self, "run", "names the node", within: .seconds(120)) {
                        $0.status?.message?.contains("NodeLost: \(node) does not answer") == true
                    }
                    try await kubectl("taint", "node", node, Self.taint)
                    let run = try await namespace.wait(
                        for: TrainingRun.self,
                        "run",
                        "runs on another node",
                        within: .seconds(150)
                    ) {
                        $0.status?.phase == .running && $0.status?.accelerator == "a100"
                    }
                    #expect(run.status?.history.map(\.reason) == ["NodeLost", TrainingAttempt.noCapacity])
                    #expect(run.status?.history.map(\.node) == [node, nil])
                }
                try await kubectl("taint", "node", node, Self.taint + "-")
                try await kubectl("wait", "--for=condition=Ready", "--timeout=120s", "node/\(node)")
                let run = try await namespace.wait(for: TrainingRun.self, "run", "still runs") { _ in true }
                #expect(run.status?.phase == .running)
            }
        }
    }
}
