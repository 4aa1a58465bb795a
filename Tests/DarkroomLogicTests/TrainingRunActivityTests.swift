import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("The stage of a TrainingRun with an active Job")
struct TrainingRunActivityTests {
    typealias Scene = TrainingRunScene

    /// A run with a Job, and with `pod` if there is one.
    static func scene(
        _ pod: PodView? = nil,
        deletedAfter seconds: Double? = nil,
        job: JSONValue = [:],
        _ change: (inout TrainingRunSpec) -> Void = { _ in }
    ) throws -> Scene {
        var scene = Scene(change)
        try scene.addJob(job)
        if let pod { scene.addPod(pod, deletedAfter: seconds) }
        return scene
    }

    @Test("A run whose Job has no pod awaits its pod")
    func awaitingPod() throws {
        let scene = try Self.scene()
        #expect(scene.outcome == StageOutcome(stage: "active(awaitingPod)", phase: .queued))
    }

    @Test(
        "A run whose Job is suspended by a queue or another controller is held back",
        arguments: [("gpus", "queue gpus"), (nil, "suspended by another controller")] as [(String?, String)]
    )
    func heldBack(queue: String?, words: String) throws {
        let scene = try Self.scene(job: ["spec": ["suspend": true]]) { $0.queueName = queue }
        #expect(
            scene.outcome == StageOutcome(stage: "active(heldBack)", phase: .queued, reason: "HeldBack")
        )
        #expect(scene.message?.contains(words) == true)
    }

    @Test("A run that may continue is held back until the pod from before its suspension has terminated")
    func heldBackByPod() throws {
        let held: JSONValue = [
            "metadata": ["annotations": [DarkroomAnnotation.suspended: "true"]], "spec": ["suspend": true],
        ]
        var scene = try Self.scene(.training(), deletedAfter: 30, job: held)
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "active(heldBack(endingPod))",
                    phase: .queued,
                    requeueAfter: .seconds(60)
                )
        )
        scene.now = .noon.adding(60)
        #expect(scene.outcome.actions == ["patch Job"])
    }

    @Test("A run whose pod waits for a node is awaiting capacity")
    func awaitingCapacity() throws {
        let scene = try Self.scene(.unschedulable("0/2 nodes are available"))
        #expect(
            scene.outcome
                == StageOutcome(stage: "active(awaitingCapacity)", phase: .scheduling, reason: "Unschedulable")
        )
        #expect(scene.condition(ConditionType.scheduled)?.status == .false)
    }

    @Test("A run that may fall back to another accelerator class awaits capacity for a limited time only")
    func awaitingCapacityWithFallback() throws {
        var scene = try Self.scene(.unschedulable("0/2 nodes are available")) {
            $0.accelerator = TrainingAccelerator(class: "a100", fallback: ["t4"], fallbackAfterSeconds: 60)
        }
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "active(awaitingCapacity(limit))",
                    phase: .scheduling,
                    reason: "Unschedulable",
                    requeueAfter: .seconds(60)
                )
        )
        scene.now = .noon.adding(60)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .queued, reason: "NoCapacity"))
    }

    @Test("A run whose data set is being checked is checking its data set")
    func checkingDataset() throws {
        let running: JSONValue = ["running": ["startedAt": Timestamp.noon.json]]
        let scene = try Self.scene(DatasetCheckTests.pod(running))
        #expect(scene.outcome == StageOutcome(stage: "active(checkingDataset)", phase: .validating))
        #expect(scene.condition(ConditionType.scheduled)?.status == .true)
    }

    @Test("A run whose pod has a node and no running container is starting its container")
    func startingContainer() throws {
        let pull: JSONValue = ["waiting": ["reason": "ImagePullBackOff"]]
        let scene = try Self.scene(.container("trainer", phase: "Pending", state: pull))
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "active(startingContainer)",
                    phase: .scheduling,
                    reason: "ImagePullBackOff"
                )
        )
    }

    @Test("A run whose container runs is running, and its Job gets the deadline that counts from now")
    func running() throws {
        let scene = try Self.scene(.training()) { $0.timeouts.runSeconds = 100 }
        #expect(
            scene.outcome == StageOutcome(stage: "active(running)", phase: .running, actions: ["patch Job"])
        )
        #expect(scene.condition(ConditionType.running)?.status == .true)
        #expect(scene.condition(ConditionType.responsive) == nil)
    }

    @Test("A run whose trainer has to report is reconciled again when the report is due")
    func reporting() throws {
        var scene = try Self.scene(.training()) { $0.timeouts.heartbeatSeconds = 100 }
        scene.now = .noon.adding(40)
        #expect(
            scene.outcome
                == StageOutcome(stage: "active(running(reporting))", phase: .running, requeueAfter: .seconds(60))
        )
        #expect(scene.condition(ConditionType.responsive)?.status == .true)
    }

    /// A run whose trainer should have reported at noon + 100 s.
    static func stalled(_ policy: TrainingTimeouts.StallPolicy) throws -> Scene {
        var scene = try scene(.training()) {
            $0.timeouts.heartbeatSeconds = 100
            $0.timeouts.onStall = policy
        }
        scene.now = .noon.adding(100)
        return scene
    }

    @Test("A trainer whose report is late is stalled, and continues if onStall is Report")
    func stalledReport() throws {
        let scene = try Self.stalled(.report)
        #expect(scene.condition(ConditionType.responsive)?.status == .false)
        #expect(
            scene.outcome
                == StageOutcome(stage: "active(running(stalled, report))", phase: .running, reason: "Stalled")
        )
    }

    @Test("A stalled trainer is given up when its stall has been in the status for a while")
    func stalledFail() throws {
        var scene = try Self.stalled(.fail)
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "active(running(stalled, awaitLateReport))",
                    phase: .running,
                    reason: "Stalled",
                    requeueAfter: .seconds(30)
                )
        )
        scene.run.status = TrainingRunPlanner.plan(scene.observation).status
        scene.now = .noon.adding(130)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .failed, reason: "Stalled"))
    }

    @Test("A stalled trainer that has reported success is not given up")
    func stalledAfterSuccess() throws {
        var scene = try Self.stalled(.restart)
        scene.run.trainerStatus.result = TrainingResult(status: .succeeded, attempt: 1, time: .noon)
        scene.now = .noon.adding(600)
        #expect(scene.outcome.stage == "active(running(stalled, report))")
    }

    @Test("A run whose node is lost has ended its attempt once the pod is evicted")
    func lostNode() throws {
        var scene = try Self.scene(.training(phase: "Unknown")) { $0.retry.limit = 1 }
        #expect(scene.outcome == StageOutcome(stage: "active(running)", phase: .running))
        scene.pods[0].metadata.deletionTimestamp = .noon.adding(30)
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "attemptEnded",
                    phase: .queued,
                    reason: "NodeLost"
                )
        )
    }

    @Test("A run whose pod has ended before its Job keeps its phase until the Job has a result")
    func podEnded() throws {
        var scene = try Self.scene(.ended(exitCode: 1))
        scene.hasStatus(.running)
        #expect(scene.outcome == StageOutcome(stage: "active(podEnded)", phase: .running))
    }

    @Test("A run whose pod should have terminated long ago, when its Job's time was over, names the pod")
    func overduePod() throws {
        var scene = try Self.scene(.training(), deletedAfter: 0, job: ["spec": ["activeDeadlineSeconds": 1]])
        scene.hasStatus(.running)
        #expect(
            scene.outcome
                == StageOutcome(stage: "active(podEnded)", phase: .running, requeueAfter: .seconds(30))
        )
        scene.now = .noon.adding(30)
        #expect(
            scene.outcome
                == StageOutcome(stage: "active(podEnded(overdue))", phase: .running, reason: "PodOverdue")
        )
    }

    /// A pod whose trainer has ended at noon + 60 s, with another container beside it.
    static func withSidecar(
        exitCode: Int64 = 0,
        phase: String = "Running",
        _ sidecar: JSONValue = ["running": ["startedAt": Timestamp.noon.json]]
    ) throws -> PodView {
        let end: JSONValue = [
            "exitCode": .integer(exitCode), "startedAt": Timestamp.noon.json,
            "finishedAt": Timestamp.noon.adding(60).json,
        ]
        return try .sample(
            node: "gpu-1",
            status: [
                "phase": .string(phase),
                "containerStatuses": [
                    ["name": "mesh", "state": sidecar], ["name": "trainer", "state": ["terminated": end]],
                ],
            ]
        )
    }

    @Test(
        "A run whose trainer has ended, but not another container of its pod, has ended after a moment",
        arguments: [(0, TrainingRunPhase.succeeded, nil), (1, .failed, "Error")]
            as [(Int64, TrainingRunPhase, String?)]
    )
    func sidecar(exitCode: Int64, phase: TrainingRunPhase, reason: String?) throws {
        var scene = try Self.scene(Self.withSidecar(exitCode: exitCode)) {
            $0.timeouts.heartbeatSeconds = 30
            $0.timeouts.onStall = .restart
        }
        scene.hasStatus(.running)
        scene.now = .noon.adding(62)
        #expect(
            scene.outcome
                == StageOutcome(
                    stage: "active(trainerEnded(otherContainers))",
                    phase: .running,
                    requeueAfter: .seconds(8)
                )
        )
        scene.now = .noon.adding(70)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: phase, reason: reason))
        // The end is on record before the Job is deleted, so that no crash in between can repeat the work.
        let status = TrainingRunPlanner.plan(scene.observation).status
        #expect(status.history.map(\.exitCode) == [Int(exitCode)])
        #expect(status.completionTime == .noon.adding(60))
        scene.run.status = status
        #expect(scene.outcome.actions == ["delete Job"])
        scene.jobs = []
        #expect(scene.outcome.actions.isEmpty)
        #expect(scene.outcome.stage == "finished(unlimited)")
    }

    @Test("A run whose trainer failed beside another container tries again when its pod is gone")
    func sidecarAndRetry() throws {
        var scene = try Self.scene(Self.withSidecar(exitCode: 1)) { $0.retry.limit = 1 }
        scene.now = .noon.adding(70)
        scene.run.status = TrainingRunPlanner.plan(scene.observation).status
        #expect(scene.outcome.stage == "awaitingOldJob")
        #expect(scene.outcome.actions == ["delete Job"])
        scene.jobs = []
        #expect(scene.outcome.stage == "awaitingOldPod")
        scene.pods = []
        scene.now = .noon.adding(80)
        #expect(scene.outcome.stage == "creatingJob")
    }

    @Test("A pod whose containers have all ended is left to the kubelet, however long that takes")
    func endingSidecar() throws {
        let pod = try Self.withSidecar(["terminated": ["exitCode": 0]])
        var scene = try Self.scene(pod) { $0.timeouts.heartbeatSeconds = 30 }
        scene.hasStatus(.running)
        scene.now = .noon.adding(600)
        #expect(scene.outcome == StageOutcome(stage: "active(trainerEnded(ending))", phase: .running))
    }

    @Test("A Job that failed because of another container than the trainer has succeeded")
    func failedSidecar() throws {
        let pod = try Self.withSidecar(phase: "Failed", ["terminated": ["exitCode": 137, "reason": "OOMKilled"]])
        let scene = try Self.scene(pod, job: TrainingRunStageTests.failed)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .succeeded))
    }

    @Test("A run whose trainer and another container failed names the trainer's failure")
    func bothFailed() throws {
        let pod = try Self.withSidecar(
            exitCode: 3,
            phase: "Failed",
            ["terminated": ["exitCode": 137, "reason": "OOMKilled"]]
        )
        let scene = try Self.scene(pod, job: TrainingRunStageTests.failed)
        #expect(scene.outcome == StageOutcome(stage: "attemptEnded", phase: .failed, reason: "Error"))
        #expect(scene.message?.contains("container trainer ended with exit code 3") == true)
    }
}
