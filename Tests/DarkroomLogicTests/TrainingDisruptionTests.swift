import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("A TrainingRun whose pod is told to end")
struct TrainingDisruptionTests {
    typealias Scene = TrainingRunScene

    /// A run whose pod was told at noon to end within 30 s.
    static func told(
        _ pod: PodView? = nil,
        job: JSONValue = [:],
        _ change: (inout TrainingRunSpec) -> Void = { _ in }
    ) throws -> Scene {
        var scene = Scene(change)
        try scene.addJob(job)
        scene.hasStatus()
        scene.addPod(try pod ?? .training(), deletedAfter: 30, grace: 30)
        return scene
    }

    /// Records what the planner reports.
    private static func record(_ scene: inout Scene) -> TrainingRunStatus {
        let status = TrainingRunPlanner.plan(scene.observation).status
        scene.run.status = status
        return status
    }

    @Test("records that, then deletes the Job, waits for the pod, records the attempt, and begins another one")
    func course() throws {
        var scene = try Self.told()
        #expect(
            scene.outcome
                == StageOutcome(stage: "disrupted", phase: .running, reason: "Deleted", requeueAfter: .seconds(60))
        )
        #expect(
            scene.message?.contains("pod pod was deleted, but not by this run. Its container has time until") == true
        )
        let disruption = try #require(Self.record(&scene).disruption)
        #expect(disruption.attempt == 1 && disruption.time == .noon && disruption.pod == "pod")

        #expect(scene.outcome.stage == "disrupted(recorded)")
        #expect(scene.outcome.actions == ["delete Job"])
        scene.jobs = []
        scene.now = .noon.adding(20)
        #expect(scene.outcome.stage == "disrupted(recorded)")
        #expect(scene.outcome.actions.isEmpty)
        #expect(scene.run.reportingAttempt == 1, "it may still report its checkpoint")

        scene.pods = []
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .queued, reason: "Deleted"))
        let status = Self.record(&scene)
        let attempt = try #require(status.history.last)
        #expect(attempt.disrupted == true && attempt.number == 1 && attempt.job == disruption.job)
        #expect(attempt.startTime == .noon && attempt.completionTime == .noon.adding(20) && attempt.node == "gpu-1")
        #expect(status.disruption == nil)
        #expect(status.message?.hasPrefix("Another attempt follows disruption 1 of 20: Deleted: ") == true)
        #expect(scene.outcome.stage == "backingOff")
        scene.now = .noon.adding(30)
        #expect(scene.outcome.actions == ["create Job"])
    }

    struct Ending: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var job: JSONValue?
        var exitCode: Int64? = 0
        var reported: TrainingResult.Outcome?
        var reportedAfter = 5.0
        let phase: TrainingRunPhase
        let reason: String?
    }

    static let endings = [
        Ending(testDescription: "0 is no success", job: [:], phase: .queued, reason: "Deleted"),
        Ending(
            testDescription: "0 is no success, even if the Job is complete",
            job: TrainingRunStageTests.complete,
            phase: .queued,
            reason: "Deleted"
        ),
        Ending(
            testDescription: "143 is no failure, even if the Job has failed",
            job: TrainingRunStageTests.failed,
            exitCode: 143,
            phase: .queued,
            reason: "Deleted"
        ),
        Ending(testDescription: "0 is no success, when the Job is gone", phase: .queued, reason: "Deleted"),
        Ending(testDescription: "no code is known", exitCode: nil, phase: .queued, reason: "Deleted"),
        Ending(
            testDescription: "a reported success is one",
            job: TrainingRunStageTests.complete,
            reported: .succeeded,
            phase: .succeeded,
            reason: nil
        ),
        Ending(
            testDescription: "a reported success is one, when pod and Job are gone",
            exitCode: nil,
            reported: .succeeded,
            phase: .succeeded,
            reason: nil
        ),
        Ending(
            testDescription: "a failure that is reported afterwards may follow from it",
            job: [:],
            reported: .failed,
            phase: .queued,
            reason: "Deleted"
        ),
        Ending(
            testDescription: "a failure that was reported before is one",
            job: [:],
            reported: .failed,
            reportedAfter: -1,
            phase: .failed,
            reason: "ReportedFailure"
        ),
    ]

    @Test("ends as its trainer reports, and not as its exit code says", arguments: endings)
    func ending(ending: Ending) throws {
        var scene = try Self.told()
        let started = PodView.training
        var pod = try started("Running")
        pod.metadata.creationTimestamp = .noon.adding(-100)
        pod.status?.containerStatuses?[0].state?.running?.startedAt = .noon.adding(-90)
        scene.pods = []
        scene.jobs[0].status?.startTime = .noon.adding(-100)
        scene.addPod(pod, deletedAfter: 30, grace: 30)
        _ = Self.record(&scene)
        scene.jobs = []
        if let job = ending.job {
            try scene.addJob(job.merged(with: ["status": ["startTime": Timestamp.noon.adding(-100).json]]))
        }
        if let code = ending.exitCode {
            scene.pods[0].status = try PodView.ended(exitCode: code).status
        } else {
            scene.pods = []
        }
        scene.run.trainerStatus.result = ending.reported.map {
            TrainingResult(status: $0, attempt: 1, time: .noon.adding(ending.reportedAfter))
        }
        scene.now = .noon.adding(100)
        #expect(scene.outcome.stage == "attemptEnded")
        let status = Self.record(&scene)
        #expect(status.phase == ending.phase)
        #expect(status.conditions[ConditionType.succeeded]?.reason == ending.reason ?? ending.phase.rawValue)
        #expect(status.history.count == 1)
    }

    @Test("has ended at once if the pod has ended when that is seen")
    func seenLate() throws {
        let scene = try Self.told(.ended(exitCode: 0), job: TrainingRunStageTests.complete)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .queued, reason: "Deleted"))
    }

    @Test("has succeeded if nothing tells of it: the Job is complete, its pod is gone, and nothing is on record")
    func unseen() throws {
        var scene = try Self.told(job: TrainingRunStageTests.complete)
        scene.pods = []
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .succeeded))
    }

    @Test("was disrupted if its Job has failed and the pod is gone, once a pod has had time to show")
    func failedWithoutPod() throws {
        var scene = try Self.told(job: TrainingRunStageTests.failed)
        scene.pods = []
        scene.now = .noon.adding(95)
        #expect(scene.outcome.stage == "awaitingPodStatus")
        #expect(scene.outcome.requeueAfter == .seconds(5))
        scene.now = .noon.adding(100)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .queued, reason: "Deleted"))
        scene.jobs[0].spec?.managedBy = "kueue.x-k8s.io/multikueue"
        #expect(
            scene.outcome == StageOutcome(stage: "attemptEnded", phase: .failed, reason: "BackoffLimitExceeded"),
            "its pods are in another cluster"
        )
    }

    @Test("does not wait longer than the pod may take, and names a pod that should have ended")
    func overdue() throws {
        var scene = try Self.told()
        _ = Self.record(&scene)
        scene.now = .noon.adding(59)
        #expect(scene.outcome.stage == "disrupted(recorded)")
        scene.now = .noon.adding(60)
        #expect(scene.outcome.stage == "attemptEnded")
        #expect(scene.message?.hasSuffix("; pod pod is overdue") == true)
    }

    @Test("waits as long as the grace period of the pod is, however long that is")
    func longGrace() throws {
        var scene = try Self.told()
        scene.pods = []
        scene.addPod(try .training(), deletedAfter: 7200, grace: 7200)
        _ = Self.record(&scene)
        scene.jobs = []
        scene.now = .noon.adding(7000)
        #expect(scene.outcome.stage == "disrupted(recorded)")
        #expect(scene.outcome.requeueAfter == .seconds(230))
    }

    @Test("uses up its limit of disruptions, and no retry")
    func limits() throws {
        func history(_ kinds: [Bool]) -> [TrainingAttempt] {
            kinds.enumerated().map { index, isDisrupted in
                TrainingAttempt(
                    number: index + 1,
                    completionTime: .noon.adding(-10_000),
                    reason: isDisrupted ? "Evicted" : "Error",
                    disrupted: isDisrupted ? true : nil
                )
            }
        }
        func next(_ kinds: [Bool], isDisrupted: Bool, limit: Int = 1) throws -> TrainingRunPhase? {
            var scene = Scene {
                $0.retry.limit = limit
                $0.retry.disruptionLimit = 2
            }
            scene.hasStatus(history: history(kinds))
            if isDisrupted {
                try scene.addJob(attempt: kinds.count + 1)
                scene.addPod(try .ended(exitCode: 0), deletedAfter: 30, grace: 30)
            } else {
                try scene.addJob(attempt: kinds.count + 1, TrainingRunStageTests.failed)
                scene.addPod(try .ended(exitCode: 1))
            }
            #expect(scene.outcome.stage == "attemptEnded")
            return scene.outcome.phase
        }
        #expect(try next([], isDisrupted: true, limit: 0) == .queued)
        #expect(try next([true, true], isDisrupted: false) == .queued)
        #expect(try next([true, false, true], isDisrupted: false) == .failed)
        #expect(try next([false, true], isDisrupted: true) == .queued)
        #expect(try next([true, false, true], isDisrupted: true) == .failed)
    }

    @Test("says how often it was disrupted, when it has failed and when it runs again")
    func messages() throws {
        var scene = try Self.told(.ended(exitCode: 0)) { $0.retry.disruptionLimit = 0 }
        #expect(scene.outcome.phase == .failed)
        #expect(scene.message?.hasSuffix("(disruption 1, and retry.disruptionLimit is 0)") == true)
        let evicted = TrainingAttempt(
            number: 1,
            completionTime: .noon,
            reason: "Evicted",
            message: "Evicted: words",
            disrupted: true
        )
        scene = Scene()
        scene.hasStatus(history: [evicted])
        try scene.addJob(attempt: 2)
        scene.addPod(try .training())
        #expect(scene.message == "Attempt 2, after disruption 1 of 20: Evicted: words")
    }

    @Test(
        "pauses longer before each attempt while disruptions follow each other",
        arguments: [(1, 10), (2, 20), (3, 40), (9, 360)]
    )
    func pauses(disruptions: Int, seconds: Int) {
        let failure = TrainingAttempt(number: 1, completionTime: .noon, reason: "Error")
        let evictions = (0..<disruptions).map {
            TrainingAttempt(number: $0 + 2, completionTime: .noon, reason: "Evicted", disrupted: true)
        }
        var spec = TrainingRunSpec()
        spec.retry.limit = 9
        #expect(TrainingAttempts([failure] + evictions, of: spec).pause(now: .noon) == .seconds(seconds))
        #expect(TrainingAttempts(evictions + [failure], of: spec).pause(now: .noon) == .seconds(10))
    }

    @Test("is not disrupted by the Job's own deadline")
    func deadline() throws {
        var scene = try Self.told(job: ["spec": ["activeDeadlineSeconds": 60]])
        #expect(scene.outcome.stage == "disrupted")
        scene.pods[0].metadata.deletionTimestamp = .noon.adding(90)
        #expect(scene.outcome.stage == "active(podEnded)")
        scene.jobs = []
        try scene.addJob(
            ["status": ["conditions": [["type": "Failed", "status": "True", "reason": "DeadlineExceeded"]]]]
        )
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .failed, reason: "DeadlineExceeded"))
    }

    @Test("is not disrupted, and has not succeeded, when its Job is deleted with the pod")
    func deletedJob() throws {
        let deletion: JSONValue = ["metadata": ["deletionTimestamp": Timestamp.noon.json]]
        #expect(try Self.told(job: deletion).outcome.stage == "deletingJob")
        let job = TrainingRunStageTests.complete.merged(with: deletion)
        #expect(try Self.told(.ended(exitCode: 0), job: job).outcome.stage == "deletingJob")
    }

    @Test("is waited for no longer than its node can tell of it")
    func lostNode() throws {
        var pod = try PodView.training(phase: "Unknown")
        pod.metadata.creationTimestamp = .noon
        var scene = try Self.told(pod)
        scene.run.status = TrainingRunPlanner.plan(scene.observation).status
        #expect(scene.run.status?.history.map(\.reason) == ["NodeLost"])
        scene.jobs = []
        #expect(scene.outcome.stage == "awaitingOldPod")
        #expect(scene.outcome.requeueAfter == .seconds(30))
    }

    @Test("is cancelled like any other")
    func cancelled() throws {
        var scene = try Self.told()
        _ = Self.record(&scene)
        scene.jobs = []
        scene.run.spec.cancel = true
        #expect(scene.outcome == StageOutcome(stage: "cancelled", phase: .cancelled))
        let history = Self.record(&scene).history
        #expect(history.map(\.reason) == ["Cancelled"])
        #expect(history.first?.job != nil)
    }

    @Test("begins another attempt if an older server has replaced the pod, which knows nothing of its checkpoint")
    func replacedPod() throws {
        var scene = Scene()
        try scene.addJob()
        var pod = try PodView.training()
        pod.metadata.creationTimestamp = .noon.adding(500)
        scene.addPod(pod)
        #expect(scene.outcome.stage == "active(running)")
        let checkpoint = TrainingCheckpoint(uri: "s3://c/3.pt", time: .noon.adding(400))
        scene.run.trainerStatus.checkpoints = TrainingCheckpoints(latest: checkpoint)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .queued, reason: "Deleted"))
        scene.run.trainerStatus.checkpoints?.latest?.time = .noon.adding(600)
        #expect(scene.outcome.stage == "active(running)", "its own checkpoint")
    }

    @Test("resumes from the checkpoint that it saved in its last seconds")
    func resumption() throws {
        var simulation = try TrainingRunPlannerTests.started()
        simulation.pods[0].metadata.deletionTimestamp = .noon.adding(30)
        #expect(try simulation.settle().verbs == ["delete Job"])
        simulation.object.trainerStatus.checkpoints = TrainingCheckpoints(
            latest: TrainingCheckpoint(uri: "s3://c/3.pt")
        )
        simulation.pods = []
        simulation.now = .noon.adding(10)
        #expect(try simulation.settle().isEmpty)
        simulation.now = .noon.adding(20)
        #expect(try simulation.settle().verbs == ["create Job"])
        let job = try #require(try simulation.cluster.all(JobView.self).first)
        #expect(job.metadata.name.hasSuffix("-2"))
        #expect(job.metadata.annotations[DarkroomAnnotation.resumeFrom] == "s3://c/3.pt")
    }
}

@Suite("A TrainingRun whose disrupted pod was replaced by the Job controller")
struct TrainingReplacementTests {
    @Test("has succeeded if the other pod did the work, though the disruption is on record")
    func succeeded() throws {
        var scene = try TrainingDisruptionTests.told()
        scene.run.status = TrainingRunPlanner.plan(scene.observation).status
        scene.jobs = []
        try scene.addJob(TrainingRunStageTests.complete)
        var other = try PodView.training(phase: "Succeeded")
        other.metadata.name = "other"
        other.metadata.uid = "other"
        scene.pods = []
        scene.addPod(other)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .succeeded))
    }
}
