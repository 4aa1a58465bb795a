import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    @Suite(.enabled(if: TestEnvironment.component != nil, "nodes can be switched off in the development cluster only"))
    struct `When the T4 node loses its power` {
        /// The taint that administrators set on a node that will not return soon; Kubernetes itself needs five minutes.
        private static let taint = "darkroom.dev/lost=power:NoExecute"

        /// Evicts the pods of a node while `body` runs. A failure removes the taint too: other tests need the node.
        private static func givingUp<Result: Sendable>(
            _ node: String,
            _ kubectl: Kubectl,
            _ body: @Sendable () async throws -> Result
        ) async throws -> Result {
            try await kubectl("taint", "node", node, taint)
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            try await kubectl("taint", "node", node, taint + "-")
            return try result.get()
        }

        @Test func `its run reports that, and starts again on a node that answers`() async throws {
            try await withNamespace { namespace in
                let node = try #require(try await Node.names(with: "nvidia-t4", namespace.client).first)
                let kubectl = try Kubectl(namespace: namespace.name)
                let accelerator: JSONValue = [
                    "class": "t4", "fallback": ["a100"], "fallbackAfterSeconds": 40,
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
                    let run = try await Self.givingUp(node, kubectl) {
                        try await namespace.wait(
                            for: TrainingRun.self,
                            "run",
                            "runs on another node",
                            within: .seconds(150)
                        ) {
                            $0.status?.phase == .running && $0.status?.accelerator == "a100"
                        }
                    }
                    #expect(run.status?.history.map(\.reason) == ["NodeLost", TrainingAttempt.noCapacity])
                    #expect(run.status?.history.map(\.node) == [node, nil])
                }
                try await kubectl("wait", "--for=condition=Ready", "--timeout=120s", "node/\(node)")
                let run = try await namespace.wait(for: TrainingRun.self, "run", "still runs") { _ in true }
                #expect(run.status?.phase == .running)
            }
        }
    }
}
