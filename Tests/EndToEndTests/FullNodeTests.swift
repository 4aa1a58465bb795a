import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension EndToEndTests {
    struct `While the T4 node is full` {
        private static func run(_ script: String) -> JSONValue {
            Workload.shell(script).with(["accelerator": ["class": "t4"]])
        }

        @Test func `a run reports that soon in the scheduler's words, and runs later`() async throws {
            try await withNamespace { namespace in
                try await namespace.create(TrainingRun.resource, "first", ["spec": Self.run(Workload.endless)])
                try await namespace.wait(for: TrainingRun.self, "first", "runs", within: .seconds(60)) {
                    $0.status?.phase == .running
                }

                let created = ContinuousClock.now
                let second = try await namespace.create(TrainingRun.resource, "second", ["spec": Self.run("true")])
                let waiting = try await namespace.wait(for: TrainingRun.self, "second", "is unschedulable") {
                    $0.status?.message?.hasPrefix("Unschedulable: ") == true
                }
                // All of it: the Job, its pod, the scheduler's look at it, and the report.
                #expect(ContinuousClock.now - created < .seconds(10))
                let pods = try await namespace.list(PodView.self, label: DarkroomLabel.uid, second.uid)
                let words = try #require(pods.first?.status?.conditions?["PodScheduled"]?.message)
                #expect(words.contains("nvidia.com/gpu"))
                #expect(waiting.status?.message == "Unschedulable: \(words)")
                #expect(waiting.status?.phase == .scheduling)

                try await namespace.patch(TrainingRun.resource, "first", ["spec": ["cancel": true]])
                try await namespace.wait(for: TrainingRun.self, "second", "succeeds", within: .seconds(90)) {
                    $0.status?.phase == .succeeded
                }
            }
        }
    }
}
