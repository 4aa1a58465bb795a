import DarkroomAPI
import KubeCore
import Synchronization
import Testing

@testable import DarkroomLogic

@Suite("Behaviour that does not depend on a TrainingRun's stage")
struct TrainingRunStageIndependenceTests {
    @Test(
        "A run stays active, and says why, when the API server rejects its suspension or cancellation",
        arguments: [(true, false), (false, true)]
    )
    func rejectedChange(suspend: Bool, cancel: Bool) throws {
        var scene = try TrainingRunActivityTests.scene(.training()) {
            $0.suspend = suspend
            $0.cancel = cancel
        }
        scene.rejectJob()
        #expect(
            scene.outcome
                == StageOutcome(stage: "active(running)", phase: .running, requeueAfter: .seconds(30))
        )
        #expect(scene.message == "Forbidden: no")
    }

    @Test("A pod keeps its node in the status of a suspended run until it has ended")
    func nodeOfSuspendedRun() throws {
        let scene = try TrainingRunActivityTests.scene(.training()) { $0.suspend = true }
        #expect(scene.stage.name == "suspended(job)")
        #expect(scene.condition(ConditionType.scheduled)?.status == .true)
    }

    @Test("Jobs of earlier attempts are deleted, whatever the run is doing")
    func leftoverJobs() throws {
        var scene = TrainingRunScene { $0.retry.limit = 1 }
        try scene.addJob()
        let job = try #require(scene.jobs.first).metadata.name
        scene.hasStatus(history: [TrainingAttempt(number: 1, job: job, completionTime: .noon, reason: "Stalled")])
        try scene.addJob(attempt: 2)
        scene.addPod(try .training())
        #expect(
            scene.outcome
                == StageOutcome(stage: "active(running)", phase: .running, actions: ["delete Job"])
        )
    }

    @Test("A token is signed only when a Job is created")
    func tokens() throws {
        func signatures(_ scene: TrainingRunScene) -> Int {
            let counter = Counter()
            var observation = scene.observation
            observation.configuration = TrainingEnvironmentTests.configuration
            observation.tokens = CountingSigner(counter: counter)
            _ = TrainingRunPlanner.plan(observation)
            return counter.value
        }
        #expect(signatures(TrainingRunScene()) == 1)
        #expect(try signatures(TrainingRunActivityTests.scene(.training())) == 0)
        #expect(signatures(TrainingRunScene { $0.suspend = true }) == 0)
    }

    private struct CountingSigner: CallbackTokenSigner {
        let counter: Counter

        func text(of token: CallbackToken, forRun uid: String) -> String {
            counter.increment()
            return "token"
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func increment() { count.withLock { $0 += 1 } }
    }
}
