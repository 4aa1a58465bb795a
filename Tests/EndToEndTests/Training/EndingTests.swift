import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

/// The result that a trainer reports, its exit code, and the result of the run.
struct Ending: Sendable, CustomTestStringConvertible {
    let said: TrainingResult.Outcome
    let exitCode: Int
    let phase: TrainingRunPhase
    let words: String

    var testDescription: String { "says \(said.rawValue), exits with \(exitCode)" }

    static let all = [
        Ending(said: .succeeded, exitCode: 0, phase: .succeeded, words: ""),
        Ending(said: .failed, exitCode: 0, phase: .failed, words: "ReportedFailure"),
        Ending(said: .succeeded, exitCode: 3, phase: .failed, words: "exit code 3"),
        Ending(said: .failed, exitCode: 3, phase: .failed, words: "exit code 3"),
    ]
}

extension TrainingTests {
    struct `A run ends` {
        @Test(arguments: Ending.all)
        func `with success only if its trainer both reports success and exits with 0`(ending: Ending) async throws {
            try await withNamespace { namespace in
                let spec = Trainer.spec(
                    "--epochs=2",
                    "--report=\(ending.said.rawValue)",
                    "--exit-code=\(ending.exitCode)"
                )
                try await namespace.create(TrainingRun.resource, "run", ["spec": spec])
                let run = try await namespace.waitForEnd(of: "run")
                #expect(run.status?.phase == ending.phase)
                #expect(run.trainerStatus.result?.status == ending.said)
                #expect(ending.words.isEmpty || run.status?.message?.contains(ending.words) == true)
                #expect(run.status?.history.map(\.exitCode) == [ending.exitCode])
            }
        }

        @Test func `when it is cancelled, and none of its pods remains`() async throws {
            try await withNamespace { namespace in
                let spec = Trainer.spec("--epochs=1000", "--sleep-per-epoch=1")
                try await namespace.create(TrainingRun.resource, "run", ["spec": spec])
                try await namespace.wait(for: TrainingRun.self, "run", "reports", within: .seconds(90)) {
                    $0.trainerStatus.lastHeartbeat != nil
                }
                try await namespace.patch(TrainingRun.resource, "run", ["spec": ["cancel": true]])
                #expect(try await namespace.waitForEnd(of: "run").status?.phase == .cancelled)
                let kubectl = try Kubectl(namespace: namespace.name)
                try await eventually(
                    "no pod is left",
                    within: .seconds(180),
                    look: { try await kubectl("get", "jobs,pods", "--output=name") },
                    until: \.isEmpty
                )
            }
        }

        @Test func `and keeps its result after its Job is deleted, and does not run again`() async throws {
            try await withNamespace { namespace in
                let spec = Trainer.spec("--epochs=2", more: ["ttlSecondsAfterFinished": 1])
                try await namespace.create(TrainingRun.resource, "run", ["spec": spec])
                let run = try await namespace.waitForEnd(of: "run")
                let job = try #require(run.status?.history.first?.job)
                try await namespace.waitUntilGone(JobView.self, job)
                try await Task.sleep(for: .seconds(5))
                #expect(try await namespace.list(JobView.self).isEmpty)
                let kept = try #require(try await namespace.find(TrainingRun.self, "run"))
                #expect(kept.status?.phase == .succeeded && kept.trainerStatus.result?.status == .succeeded)
            }
        }
    }
}
