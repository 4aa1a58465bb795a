import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("The stage of a TrainingRun without an active Job")
struct TrainingRunStageTests {
    typealias Scene = TrainingRunScene

    static let complete: JSONValue = [
        "status": [
            "succeeded": 1, "completionTime": Timestamp.noon.adding(90).json,
            "conditions": [["type": "Complete", "status": "True"]],
        ]
    ]

    static let failed: JSONValue = [
        "status": [
            "failed": 1,
            "conditions": [
                [
                    "type": "Failed", "status": "True", "reason": "BackoffLimitExceeded",
                    "lastTransitionTime": Timestamp.noon.adding(90).json,
                ]
            ],
        ]
    ]

    // MARK: The run is over

    @Test("A run whose end is recorded is finished, and its Job is kept")
    func finished() throws {
        var scene = Scene()
        try scene.addJob(Self.complete)
        scene.hasEnded()
        #expect(scene.outcome == StageOutcome(stage: "finished(unlimited)", phase: .succeeded))
    }

    @Test("A finished run is reconciled again when its Job's time to live is over")
    func finishedForAWhile() throws {
        var scene = Scene { $0.ttlSecondsAfterFinished = 30 }
        try scene.addJob(Self.complete)
        scene.hasEnded()
        scene.now = .noon.adding(10)
        #expect(
            scene.outcome
                == StageOutcome(stage: "finished(limited)", phase: .succeeded, requeueAfter: .seconds(20))
        )
    }

    @Test("The Job of a finished run is deleted when its time to live is over")
    func expired() throws {
        var scene = Scene { $0.ttlSecondsAfterFinished = 30 }
        try scene.addJob(Self.complete)
        scene.hasEnded()
        scene.now = .noon.adding(30)
        #expect(
            scene.outcome == StageOutcome(stage: "finished(expired)", phase: .succeeded, actions: ["delete Job"])
        )
    }

    @Test("A Job of a finished run that is still active is deleted, whatever its time to live")
    func finishedWithActiveJob() throws {
        var scene = Scene { $0.ttlSecondsAfterFinished = 30 }
        try scene.addJob()
        scene.addPod(try .training())
        scene.hasEnded(.failed)
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "finished(limited)",
                    phase: .failed,
                    actions: ["delete Job"],
                    requeueAfter: .seconds(30)
                )
        )
    }

    @Test("A run with spec.cancel is cancelled, and its Job is deleted")
    func cancelled() throws {
        var scene = Scene { $0.cancel = true }
        try scene.addJob()
        scene.addPod(try .training())
        #expect(scene.outcome == StageOutcome(stage: "cancelled", phase: .cancelled, actions: ["delete Job"]))
    }

    @Test("A run whose Job ended before spec.cancel was set is not cancelled")
    func cancelledTooLate() throws {
        var scene = Scene { $0.cancel = true }
        try scene.addJob(Self.complete)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .succeeded))
    }

    @Test("A run whose Job is complete has ended its attempt, and has succeeded")
    func succeeded() throws {
        var scene = Scene()
        try scene.addJob(Self.complete)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .succeeded))
    }

    @Test(
        "A run whose Job has failed has ended its attempt, and is queued if a retry is left",
        arguments: [(0, TrainingRunPhase.failed), (1, .queued)]
    )
    func attemptFailed(retries: Int, phase: TrainingRunPhase) throws {
        var scene = Scene { $0.retry.limit = retries }
        try scene.addJob(Self.failed)
        scene.addPod(try .ended(exitCode: 1))
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: phase, reason: "Error"))
    }

    @Test("A run whose Job failed before the pod's status arrived waits for that status for a limited time")
    func awaitingPodStatus() throws {
        var scene = Scene()
        try scene.addJob(Self.failed)
        scene.addPod(try .training())
        scene.now = .noon.adding(90)
        #expect(
            scene.outcome
                == StageOutcome(stage: "awaitingPodStatus", phase: .running, requeueAfter: .seconds(10))
        )
        scene.now = .noon.adding(100)
        #expect(
            scene.outcome
                == StageOutcome(stage: "attemptEnded", phase: .failed, reason: "BackoffLimitExceeded")
        )
    }

    // MARK: No Job is needed

    @Test("A run that has started and lost its Job gets no new Job from a spec that has changed since")
    func specChangedTooLate() throws {
        var scene = Scene()
        scene.hasStatus()
        scene.run.spec.model = "letters"
        #expect(
            scene.outcome == StageOutcome(stage: "specChangedTooLate", phase: .queued, reason: "SpecImmutable")
        )
        #expect(scene.condition(ConditionType.accepted)?.reason == "SpecImmutable")
    }

    @Test("A run with an invalid spec fails until the spec is changed")
    func invalidSpec() throws {
        let scene = Scene { $0.accelerator = TrainingAccelerator(class: "h100") }
        #expect(
            scene.outcome == StageOutcome(stage: "invalidSpec", phase: .failed, reason: "UnknownAccelerator")
        )
        #expect(scene.condition(ConditionType.accepted)?.status == .false)
    }

    @Test("A run whose spec became invalid before its container ran loses its Job")
    func invalidSpecWithJob() throws {
        var scene = Scene()
        try scene.addJob()
        scene.run.spec.accelerator = TrainingAccelerator(class: "h100")
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "invalidSpec",
                    phase: .failed,
                    reason: "UnknownAccelerator",
                    actions: ["delete Job"]
                )
        )
    }

    @Test("A run whose Job was created from a spec that the rules no longer allow is not invalid")
    func settledSpec() throws {
        var scene = Scene { $0.accelerator = TrainingAccelerator(class: "t4") }
        scene.configuration.accelerators = [:]
        try scene.addJob()
        scene.addPod(try .training())
        #expect(scene.outcome == StageOutcome(stage: "active(running)", phase: .running))
        #expect(scene.condition(ConditionType.accepted)?.status == .true)
    }

    @Test("A run with spec.suspend and without a Job is suspended, and gets no Job")
    func suspended() throws {
        let scene = Scene { $0.suspend = true }
        #expect(scene.outcome == StageOutcome(stage: "suspended", phase: .suspended))
    }

    @Test("The active Job of a run with spec.suspend is suspended")
    func suspendedWithJob() throws {
        var scene = Scene { $0.suspend = true }
        try scene.addJob()
        scene.addPod(try .training())
        #expect(
            scene.outcome == StageOutcome(stage: "suspended(job)", phase: .suspended, actions: ["patch Job"])
        )
    }

    @Test("A suspended run whose Job is suspended needs no action")
    func suspendedJob() throws {
        var scene = Scene { $0.suspend = true }
        try scene.addJob([
            "metadata": ["annotations": [DarkroomAnnotation.suspended: "true"]], "spec": ["suspend": true],
        ])
        #expect(scene.outcome == StageOutcome(stage: "suspended(job)", phase: .suspended))
    }

    @Test("The Job of a run with spec.suspend is deleted if its queue would resume it")
    func suspendedWithQueue() throws {
        var scene = Scene {
            $0.suspend = true
            $0.queueName = "gpus"
        }
        try scene.addJob()
        #expect(
            scene.outcome == StageOutcome(stage: "suspended(job)", phase: .suspended, actions: ["delete Job"])
        )
    }

    // MARK: A Job is needed

    @Test("A run without a Job and a record creates its Job")
    func creatingJob() throws {
        #expect(Scene().outcome == StageOutcome(stage: "creatingJob", phase: .queued, actions: ["create Job"]))
    }

    @Test("A run whose spec was changed before its container ran is replacing its Job")
    func replacingJobs() throws {
        var scene = Scene()
        try scene.addJob()
        scene.addPod(try .unschedulable("no room"))
        scene.run.spec.model = "letters"
        #expect(scene.outcome == StageOutcome(stage: "replacingJobs", phase: .queued, actions: ["delete Job"]))
    }

    @Test("A run whose last attempt was given up waits for the deletion of its Job")
    func awaitingOldJob() throws {
        var scene = Scene { $0.retry.limit = 1 }
        try scene.addJob()
        let job = try #require(scene.jobs.first).metadata.name
        scene.hasStatus(history: [TrainingAttempt(number: 1, job: job, completionTime: .noon, reason: "Stalled")])
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "awaitingOldJob",
                    phase: .queued,
                    reason: "Stalled",
                    actions: ["delete Job"]
                )
        )
    }

    @Test("A run whose last attempt left a pod waits for its end, but not longer than the pod may take")
    func awaitingOldPod() throws {
        var scene = Scene()
        try scene.addJob()
        scene.addPod(try .training(), deletedAfter: 30)
        scene.jobs = []
        #expect(
            scene.outcome == StageOutcome(stage: "awaitingOldPod", phase: .queued, requeueAfter: .seconds(60))
        )
        scene.now = .noon.adding(60)
        #expect(scene.outcome.stage == "creatingJob")
    }

    @Test("A run whose last attempt has failed backs off before the next one")
    func backingOff() throws {
        var scene = Scene { $0.retry.limit = 1 }
        scene.hasFailedOnce()
        #expect(
            scene.outcome
                == StageOutcome(stage: "backingOff", phase: .queued, reason: "Error", requeueAfter: .seconds(10))
        )
        scene.now = .noon.adding(10)
        #expect(
            scene.outcome
                == StageOutcome(stage: "creatingJob", phase: .queued, reason: "Error", actions: ["create Job"])
        )
    }

    @Test("A run whose Job the API server rejects is rejected, and retries later")
    func jobRejected() throws {
        var scene = Scene()
        scene.rejectJob()
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "jobRejected",
                    phase: .queued,
                    reason: "Forbidden",
                    requeueAfter: .seconds(30)
                )
        )
        #expect(scene.message == "Forbidden: no")
    }

    @Test("A run whose Job is being deleted waits for the deletion")
    func deletingJob() throws {
        var scene = Scene()
        try scene.addJob(["metadata": ["deletionTimestamp": Timestamp.noon.json]])
        #expect(scene.outcome == StageOutcome(stage: "deletingJob", phase: .queued))
    }
}
