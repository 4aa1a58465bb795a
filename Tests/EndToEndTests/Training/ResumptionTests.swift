import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension TrainingTests {
    struct `A trainer resumes from its last checkpoint` {
        @Test func `after it stalled and was restarted`() async throws {
            try await withNamespace { namespace in
                try await namespace.createStorageSecret()
                let spec = Trainer.spec(
                    "--epochs=6",
                    "--hang-after-epoch=3",
                    more: [
                        "storage": Trainer.storage(), "retry": ["limit": 1],
                        "timeouts": ["heartbeatSeconds": 30, "onStall": "Restart"],
                    ]
                )
                try await namespace.create(TrainingRun.resource, "run", ["spec": spec])
                let run = try await namespace.waitForEnd(of: "run", within: .seconds(220))
                #expect(run.status?.phase == .succeeded)
                #expect(run.status?.attempts == 2)
                #expect(run.status?.history.map(\.reason) == ["Stalled", "Completed"])
                try await Self.expectResumption(of: run, in: namespace)
            }
        }

        @Test func `after it was suspended`() async throws {
            try await withNamespace { namespace in
                try await namespace.createStorageSecret()
                let spec = Trainer.spec(
                    "--epochs=10",
                    "--sleep-per-epoch=1",
                    more: ["storage": Trainer.storage()]
                )
                try await namespace.create(TrainingRun.resource, "run", ["spec": spec])
                try await namespace.wait(for: TrainingRun.self, "run", "has a checkpoint", within: .seconds(90)) {
                    $0.trainerStatus.checkpoints?.latest != nil
                }
                try await namespace.patch(TrainingRun.resource, "run", ["spec": ["suspend": true]])
                try await namespace.wait(for: TrainingRun.self, "run", "is suspended") {
                    $0.status?.phase == .suspended
                }
                try await eventually(
                    "no pod is left",
                    within: .seconds(120),
                    look: { try await namespace.list(PodView.self) },
                    until: \.isEmpty
                )
                try await namespace.patch(TrainingRun.resource, "run", ["spec": ["suspend": false]])
                let run = try await namespace.waitForEnd(of: "run")
                #expect(run.status?.phase == .succeeded)
                try await Self.expectResumption(of: run, in: namespace)
            }
        }

        private static func expectResumption(of run: TrainingRun, in namespace: TestNamespace) async throws {
            let job = try #require(run.status?.history.last?.job)
            let log = try await Kubectl(namespace: namespace.name)("logs", "job/\(job)")
            let uri = "s3://checkpoints/job-\(run.metadata.uid)/"
            #expect(log.hasPrefix(#"{"resumed_from": "\#(uri)"#), "the log: \(log.prefix(300))")
        }
    }
}
