import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("A TrainingRun whose Job ends because it was suspended")
struct TrainingInterruptionTests {
    typealias Scene = TrainingRunScene

    static let suspended: JSONValue = [
        "metadata": ["annotations": [DarkroomAnnotation.suspended: "true"]], "spec": ["suspend": true],
    ]

    /// A complete Job that was suspended before.
    static let interrupted = TrainingRunStageTests.complete.merged(
        with: [
            "status": [
                "conditions": [["type": "Suspended", "status": "True"], ["type": "Complete", "status": "True"]]
            ]
        ]
    )

    static func scene(
        _ job: JSONValue,
        _ change: (inout TrainingRunSpec) -> Void = { $0.suspend = true }
    ) throws -> Scene {
        var scene = Scene(change)
        try scene.addJob(suspended.merged(with: job))
        scene.hasStatus()
        return scene
    }

    @Test("has not succeeded: the Job is deleted, and the run stays suspended")
    func suspension() throws {
        var scene = try Self.scene(Self.interrupted)
        #expect(
            scene.outcome == StageOutcome(stage: "suspended(job)", phase: .suspended, actions: ["delete Job"])
        )
        scene = try Self.scene(TrainingRunStageTests.complete)
        scene.addPod(try .ended(exitCode: 0), deletedAfter: 30, grace: 30)
        #expect(scene.outcome.phase == .suspended)
        #expect(scene.outcome.actions == ["delete Job"])
    }

    @Test("has not succeeded either if its Job was held by its parallelism")
    func parallelism() throws {
        var scene = try Self.scene(TrainingRunStageTests.complete) { $0.queueName = "gpus" }
        scene.jobs[0].spec?.suspend = false
        scene.jobs[0].spec?.parallelism = 0
        scene.addPod(try .ended(exitCode: 0), deletedAfter: 30, grace: 30)
        #expect(scene.outcome.stage == "jobInterrupted")
        scene.run.trainerStatus.result = TrainingResult(status: .succeeded, attempt: 1, time: .noon)
        #expect(scene.outcome.phase == .succeeded)
    }

    @Test("has succeeded if its trainer reports that, or had ended by itself before")
    func success() throws {
        var scene = try Self.scene(Self.interrupted)
        scene.run.trainerStatus.result = TrainingResult(status: .succeeded, attempt: 1, time: .noon)
        #expect(scene.outcome.phase == .succeeded)
        scene = try Self.scene(Self.interrupted)
        var pod = try TrainingRunActivityTests.withSidecar(phase: "Succeeded")
        pod.metadata.deletionGracePeriodSeconds = 30
        scene.addPod(pod, deletedAfter: 300, grace: 30)
        #expect(scene.outcome.phase == .succeeded)
        scene = try Self.scene([:])
        scene.addPod(try TrainingRunActivityTests.withSidecar(), deletedAfter: 300, grace: 30)
        #expect(scene.outcome.phase == .succeeded)
    }

    @Test("has succeeded if its trainer has reported that, though the suspended Job has not ended")
    func reportedBeforeResumption() throws {
        for isSuspended in [true, false] {
            var scene = try Self.scene([:]) { $0.suspend = isSuspended }
            scene.run.trainerStatus.result = TrainingResult(status: .succeeded, attempt: 1, time: .noon)
            #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .succeeded))
            scene.addPod(try .training(), deletedAfter: 30, grace: 30)
            #expect(scene.outcome.phase != .succeeded)
        }
    }

    @Test("says that it is being resumed, and not that another program holds it")
    func resumption() throws {
        let scene = try Self.scene([:]) { $0.suspend = false }
        #expect(scene.message == "The Job is being resumed")
        #expect(scene.outcome.actions == ["patch Job"])
    }

    @Test("gets another Job if a queue has suspended it")
    func queue() throws {
        var scene = try Self.scene(Self.interrupted) { $0.queueName = "gpus" }
        #expect(scene.outcome == StageOutcome(stage: "jobInterrupted", phase: .queued, actions: ["delete Job"]))
        scene.jobs = []
        #expect(scene.outcome.actions == ["create Job"])
    }

    @Test("goes on record as without a Job before that is deleted, so that a restart does not take its work for done")
    func recordBeforeDeletion() throws {
        var scene = try Self.scene(Self.interrupted) { $0.queueName = "gpus" }
        scene.run.status?.job = ChildReference(name: scene.jobs[0].metadata.name, uid: scene.jobs[0].metadata.uid)
        #expect(scene.outcome == StageOutcome(stage: "jobInterrupted", phase: .queued))
        scene.run.status = TrainingRunPlanner.plan(scene.observation).status
        #expect(scene.outcome.actions == ["delete Job"])
        scene.jobs[0].metadata.deletionTimestamp = .noon
        scene.run.status = TrainingRunPlanner.plan(scene.observation).status
        scene.jobs = []
        #expect(scene.outcome.actions == ["create Job"])
    }

    @Test("has not been disrupted by what the suspension did to its pod")
    func noDisruption() throws {
        var scene = try Self.scene([:])
        scene.addPod(try .training(), deletedAfter: 30, grace: 30)
        #expect(scene.outcome == StageOutcome(stage: "suspended(job)", phase: .suspended, requeueAfter: .seconds(60)))
    }

    @Test("has not been disrupted if its pod's deletion was seen before the suspension of its Job")
    func suspensionSeenLate() throws {
        var scene = try TrainingDisruptionTests.told { $0.queueName = "gpus" }
        scene.run.status = TrainingRunPlanner.plan(scene.observation).status
        #expect(scene.outcome.stage == "disrupted(recorded)")
        scene.jobs[0].spec?.parallelism = 0
        #expect(scene.outcome.stage == "active(podEnded)")
        scene.jobs[0].spec?.suspend = true
        #expect(scene.outcome.stage == "active(heldBack(endingPod))")
        #expect(scene.outcome.actions.isEmpty)
        #expect(TrainingRunPlanner.plan(scene.observation).status.disruption == nil)
    }

    @Test("has ended if it was finished before its Job was deleted, once its pod is gone")
    func successWithoutJob() throws {
        var scene = Scene { $0.suspend = true }
        try scene.addJob()
        scene.addPod(try .training(), deletedAfter: 30, grace: 30)
        scene.jobs = []
        scene.hasStatus(.suspended)
        scene.run.trainerStatus.result = TrainingResult(status: .succeeded, attempt: 1, time: .noon)
        #expect(scene.outcome.stage == "suspended")
        scene.pods = []
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .succeeded))
        #expect(TrainingRunPlanner.plan(scene.observation).status.history.map(\.reason) == ["Completed"])
        scene.run.trainerStatus.result?.status = .failed
        #expect(scene.outcome.stage == "suspended")
    }

    @Test("still follows what happens to it from outside")
    func stoppedFromOutside() throws {
        var scene = try Self.scene([:])
        scene.run.spec.cancel = true
        #expect(scene.outcome == StageOutcome(stage: "cancelled", phase: .cancelled, actions: ["delete Job"]))
        scene = try Self.scene([:])
        scene.jobs = []
        #expect(scene.outcome == StageOutcome(stage: "suspended", phase: .suspended))
        scene.run.spec.suspend = false
        #expect(scene.outcome.actions == ["create Job"])
        scene = try Self.scene(
            ["status": ["conditions": [["type": "Failed", "status": "True", "reason": "DeadlineExceeded"]]]]
        )
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .failed, reason: "DeadlineExceeded"))
    }
}
