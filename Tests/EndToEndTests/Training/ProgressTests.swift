import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

extension TrainingTests {
    struct `A training` {
        @Test func `shows its progress on the custom resource while it runs, and its checkpoints and results`()
            async throws
        {
            try await withNamespace { namespace in
                try await namespace.createStorageSecret()
                let seed = Trainer.spec(more: [
                    "command": ["workload", "seed-digits"], "storage": Trainer.storage(),
                ])
                try await namespace.create(TrainingRun.resource, "seed", ["spec": seed])
                #expect(try await namespace.waitForEnd(of: "seed").status?.phase == .succeeded)

                let spec = Trainer.spec(
                    "--epochs=12",
                    "--sleep-per-epoch=1",
                    more: [
                        "storage": Trainer.storage(),
                        "dataset": ["id": "digits", "verify": ["expect": ["train/"]]],
                    ]
                )
                let run = try await namespace.create(TrainingRun.resource, "digits", ["spec": spec])
                let (phases, steps) = try await Self.watch("digits", namespace)
                #expect(steps.count >= 4, "saw \(steps)")
                #expect(steps == steps.sorted())
                #expect(phases.last == .succeeded)

                let ended = try await namespace.waitForEnd(of: "digits")
                let report = ended.trainerStatus
                #expect(ended.status?.conditions["DatasetVerified"]?.status == .true)
                #expect(report.progress == 100 && report.epoch == 12 && report.epochs == 12)
                #expect(report.result?.status == .succeeded)
                #expect((report.result?.metrics["accuracy"].flatMap(Double.init) ?? 0) > 0.8)
                let folder = "s3://checkpoints/job-\(run.uid)"
                #expect(report.checkpoints?.best?.uri == "\(folder)/best.pt")
                #expect(report.checkpoints?.latest?.uri.hasPrefix(folder) == true)

                let columns = try await Kubectl(namespace: namespace.name)("get", "trun/digits", "--no-headers")
                for word in ["Succeeded", "100", "12", "accuracy=0."] { #expect(columns.contains(word)) }
            }
        }

        /// The phases and percentages in the order in which they were visible, until the run ended.
        private static func watch(
            _ name: String,
            _ namespace: TestNamespace
        ) async throws -> (phases: [TrainingRunPhase], progress: [Int]) {
            var phases: [TrainingRunPhase] = []
            var progress: [Int] = []
            try await namespace.wait(for: TrainingRun.self, name, "has ended", within: .seconds(150)) { run in
                if let phase = run.status?.phase, phases.last != phase { phases.append(phase) }
                if let percent = run.trainerStatus.progress, progress.last != percent { progress.append(percent) }
                return run.status?.completionTime != nil
            }
            return (phases, progress)
        }
    }
}
