import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("A TrainingRun whose Job is gone without an end on record")
struct JobDisappearanceTests {
    typealias Scene = TrainingRunScene

    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The Job as the operator saw it last, as a change of an active one; nil if the operator did not run.
        var seen: JSONValue?
        /// Phase of a pod that is left.
        var pod: String?
        /// UID of the Job in the status; nil if none is recorded.
        var uid: String? = "job-1"
        var phase: TrainingRunPhase = .running
        var annotation: String?
        let stage: String
        let result: TrainingRunPhase
        var reason: String?
        var actions: [String] = []
    }

    @Test(
        "repeats its attempt only if the Job had not ended",
        arguments: [
            Example(testDescription: "seen midway", seen: [:], stage: "jobDeletedMidway", result: .queued),
            Example(testDescription: "pod still runs", pod: "Running", stage: "jobDeletedMidway", result: .queued),
            Example(
                testDescription: "unseen",
                stage: "outcomeUnknown",
                result: .failed,
                reason: "OutcomeUnknown"
            ),
            Example(
                testDescription: "unseen, with a pod that has ended",
                pod: "Succeeded",
                stage: "outcomeUnknown",
                result: .failed,
                reason: "OutcomeUnknown"
            ),
            Example(
                testDescription: "unseen, and a user wants it to be repeated",
                annotation: "job-1",
                stage: "jobDeletedMidway",
                result: .queued
            ),
            Example(
                testDescription: "unseen, and a user wanted an earlier one to be repeated",
                annotation: "job-0",
                stage: "outcomeUnknown",
                result: .failed,
                reason: "OutcomeUnknown"
            ),
            Example(
                testDescription: "seen after success",
                seen: TrainingRunStageTests.complete,
                stage: "attemptEnded",
                result: .succeeded
            ),
            Example(
                testDescription: "never seen to exist",
                uid: nil,
                stage: "creatingJob",
                result: .queued,
                actions: ["create Job"]
            ),
            Example(
                testDescription: "deleted because of a suspension",
                phase: .suspended,
                stage: "creatingJob",
                result: .queued,
                actions: ["create Job"]
            ),
        ]
    )
    func gone(example: Example) throws {
        var scene = Scene()
        try scene.addJob(example.seen ?? [:])
        let job = scene.jobs[0]
        if let phase = example.pod { scene.addPod(try .training(phase: phase)) }
        if example.seen != nil { scene.departed = scene.jobs }
        scene.jobs = []
        scene.hasStatus(example.phase)
        scene.run.status?.job = ChildReference(name: job.metadata.name, uid: example.uid)
        scene.run.metadata.annotations = example.annotation.map { [DarkroomAnnotation.runID: $0] } ?? [:]
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: example.stage,
                    phase: example.result,
                    reason: example.reason,
                    actions: example.actions
                )
        )
        let status = TrainingRunPlanner.plan(scene.observation).status
        scene.pods = []
        switch example.stage {
        case "jobDeletedMidway":
            #expect(status.job?.uid == nil)
            scene.run.status = status
            #expect(scene.outcome.stage == "creatingJob")
        case "outcomeUnknown":
            #expect(status.job?.uid == example.uid)
            #expect(status.completionTime == nil)
            scene.run.status = status
            #expect(TrainingRunPlanner.plan(scene.observation).status == status)
            // A cache that was behind shows the Job.
            scene.jobs = [job]
            #expect(scene.outcome.stage == "active(awaitingPod)")
        case "attemptEnded":
            #expect(status.history.map(\.job) == [job.metadata.name])
            scene.run.status = status
            #expect(scene.outcome.stage == "finished(unlimited)")
        default: break
        }
    }

    @Test("has its Job's end even if the Job went before anything of it was on record")
    func unrecorded() throws {
        var scene = Scene()
        try scene.addJob(TrainingRunStageTests.complete)
        scene.departed = scene.jobs
        scene.jobs = []
        scene.hasStatus(.queued, startTime: nil)
        #expect(scene.outcome.stage == "attemptEnded")
        #expect(scene.outcome.phase == .succeeded)
        // The run itself gave this one up.
        scene.run.status?.job = ChildReference(name: scene.departed[0].metadata.name)
        #expect(scene.outcome.stage == "creatingJob")
    }

    @Test("has begun the attempt all the same: the number of attempts does not fall")
    func attempts() throws {
        var scene = Scene { $0.retry.limit = 1 }
        scene.hasFailedOnce()
        scene.run.status?.attempts = 2
        scene.addPod(try .training(), deletedAfter: 30, grace: 30)
        let status = TrainingRunPlanner.plan(scene.observation).status
        #expect(status.attempts == 2)
    }

    @Test("is not lost but rejected when its Job has lost its owner references, as after a restore")
    func ownerStripped() throws {
        var scene = Scene()
        try scene.addJob()
        scene.jobs[0].metadata.ownerReferences = []
        scene.hasStatus()
        scene.run.status?.job = ChildReference(name: scene.jobs[0].metadata.name, uid: "job-1")
        #expect(scene.outcome.stage == "jobRejected")
        #expect(scene.message?.hasPrefix("NameConflict: ") == true)
    }

    @Test("starts anew if the spec has changed since, because nothing of the older one had run")
    func outdated() {
        var scene = Scene()
        scene.hasStatus(.queued, startTime: nil)
        scene.run.status?.job = ChildReference(name: "old", uid: "job-1")
        scene.run.spec.model = "letters"
        #expect(scene.outcome.stage == "creatingJob")
    }
}
