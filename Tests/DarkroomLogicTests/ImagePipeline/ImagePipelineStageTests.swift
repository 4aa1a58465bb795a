import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("The run that an ImagePipeline asks for")
struct ImagePipelineStageTests {
    @Test("starts when nothing blocks it")
    func starting() {
        let scene = ImagePipelineScene()
        #expect(scene.stage == .starting)
        #expect(scene.plan.writes.verbs == ["create Workflow"])
        #expect(scene.plan.status.phase == .pending)
        #expect(scene.plan.status.message == "The Workflow is being created")
        #expect(scene.plan.status.steps.map(\.phase) == [.pending, .pending])
        #expect(scene.plan.requeueAfter == nil)
    }

    @Test("is blocked by an unacceptable spec, and does not count as succeeded")
    func unacceptable() throws {
        let scene = ImagePipelineScene { $0.steps[0].accelerator = AcceleratorRequest(class: "h100") }
        #expect(scene.stage == .blocked(.unacceptable(scene.observed.problems), displayed: nil))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .failed)
        #expect(try scene.plan.condition(ConditionType.accepted).reason == "UnknownAccelerator")
        #expect(try scene.plan.condition(ConditionType.succeeded).status == .false)
        #expect(scene.plan.requeueAfter == nil)
    }

    @Test("is blocked by a suspension before its start, whatever else would block it")
    func suspended() throws {
        var scene = ImagePipelineScene {
            $0.runPolicy.suspend = true
            $0.runPolicy.concurrencyPolicy = .forbid
        }
        #expect(scene.stage == .blocked(.suspended, displayed: nil))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .suspended)
        #expect(try scene.plan.condition(ConditionType.succeeded).status == .unknown)
        #expect(scene.plan.requeueAfter == nil)
        try scene.add("older", phase: "")
        #expect(scene.stage == .blocked(.suspended, displayed: scene.stage.displayedRun))
        #expect(scene.plan.writes.verbs == ["patch Workflow"])
    }

    @Test("is blocked by older runs that have not ended if the policy forbids a second one")
    func olderRuns() throws {
        var scene = ImagePipelineScene { $0.runPolicy.concurrencyPolicy = .forbid }
        try scene.add("older")
        #expect(scene.stage == .blocked(.olderRuns(["older"]), displayed: scene.stage.displayedRun))
        #expect(scene.plan.writes.isEmpty)
        #expect(try scene.plan.condition(ConditionType.running).reason == "WaitingForOlderRun")
        #expect(scene.plan.status.message == "The changed pipeline starts when \"older\" has ended")
        #expect(scene.plan.requeueAfter == nil)
        scene.workflows = []
        try scene.add("older", phase: "Succeeded")
        #expect(scene.stage == .starting)
    }

    @Test("is blocked by the API server's rejection of its Workflow, and retried later")
    func rejected() {
        var scene = ImagePipelineScene()
        scene.rejections = [scene.quota()]
        #expect(scene.stage == .blocked(.rejected(scene.quota()), displayed: nil))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .pending)
        #expect(scene.plan.status.message?.contains("exceeded quota") == true)
        #expect(scene.plan.requeueAfter == .seconds(30))
    }

    struct Remains: Sendable {
        let pods: [(name: String, isTerminating: Bool)]
        let message: String
    }

    @Test(
        "is blocked by pods that a deleted Workflow has left, which a new one of its name would adopt",
        arguments: [
            Remains(
                pods: [("b", true), ("a", true)],
                message: "The pods of the previous Workflow are terminating: \"a\", \"b\""
            ),
            Remains(
                pods: [("b", true), ("a", false)],
                message: "The run starts when the pods of the previous Workflow are gone: \"a\", \"b\""
            ),
        ]
    )
    func remainingPods(remains: Remains) throws {
        var scene = ImagePipelineScene()
        scene.pods = try remains.pods.map { name, isTerminating in
            var pod = try PodView.sample(
                name,
                labels: [DarkroomLabel.run: scene.requested],
                status: ["phase": "Running"]
            )
            pod.metadata.deletionTimestamp = isTerminating ? .noon : nil
            return pod
        }
        let areTerminating = remains.pods.allSatisfy(\.isTerminating)
        #expect(scene.stage == .blocked(.remainingPods(["a", "b"], areTerminating: areTerminating), displayed: nil))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .pending)
        #expect(try scene.plan.condition(ConditionType.running).reason == "WaitingForPods")
        #expect(scene.plan.status.message == remains.message)
        #expect(scene.plan.requeueAfter == nil)
        for index in scene.pods.indices { scene.pods[index].metadata.labels = [DarkroomLabel.run: "another run"] }
        #expect(scene.stage == .starting)
    }

    @Test("is blocked by another owner's object with its Workflow's name, and retried later")
    func nameConflict() throws {
        var scene = ImagePipelineScene()
        try scene.add()
        scene.workflows[0].metadata.ownerReferences = []
        let key = ObjectKey(namespace: "team", name: scene.requested)
        #expect(scene.stage == .blocked(.rejected(.nameConflict(WorkflowView.resource, key)), displayed: nil))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.requeueAfter == .seconds(30))
    }

    @Test("has started once its Workflow exists, whatever would block it now")
    func started() throws {
        var scene = ImagePipelineScene { $0.steps[0].accelerator = AcceleratorRequest(class: "h100") }
        let run = ObservedImagePipelineRun(try scene.add(), scene.observed)
        #expect(scene.stage == .started(run))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.run?.uid == "uid-\(scene.requested)")
        #expect(try scene.plan.condition(ConditionType.accepted).status == .true)
        #expect(scene.plan.requeueAfter == nil)
    }

    @Test("keeps its phase when the API server rejects a change to its Workflow, and explains that")
    func rejectedChange() throws {
        var scene = ImagePipelineScene { $0.runPolicy.suspend = true }
        try scene.add(status: ImagePipelineScene.node(scene.requested, "resize", "Running"))
        scene.rejections = [scene.quota()]
        #expect(scene.runStage == .running(trouble: nil))
        #expect(scene.plan.writes.verbs == ["patch Workflow"])
        #expect(scene.plan.status.phase == .running)
        #expect(try scene.plan.condition(ConditionType.running).reason == "Forbidden")
        #expect(scene.plan.requeueAfter == .seconds(30))
    }

    @Test("stays recorded when it has ended and its Workflow is gone, and does not start again")
    func recorded() {
        var scene = ImagePipelineScene()
        let record = ImagePipelineRunSummary(
            name: scene.requested,
            phase: .failed,
            message: "words",
            completionTime: .noon
        )
        scene.pipeline.status = ImagePipelineStatus(recentRuns: [record])
        #expect(scene.stage == .recorded(record))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .failed)
        #expect(scene.plan.status.message == "words")
        #expect(scene.plan.status.run?.completionTime == .noon)
        #expect(scene.plan.requeueAfter == nil)
    }

    @Test("stays recorded when newer runs have pushed it off the list but the status still shows it")
    func recordedAsCurrentRun() {
        var scene = ImagePipelineScene()
        let run = ImagePipelineRun(name: scene.requested, completionTime: .noon)
        scene.pipeline.status = ImagePipelineStatus(phase: .stopped, run: run)
        #expect(
            scene.stage
                == .recorded(ImagePipelineRunSummary(name: scene.requested, phase: .stopped, completionTime: .noon))
        )
        #expect(scene.plan.status.phase == .stopped)
        #expect(scene.plan.status.run == run)
    }

    struct Disappearance: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the operator saw last; nil if it did not run.
        var seen: (phase: String, uid: String)?
        /// Phase of a pod that is left.
        var pod: String?
        var recorded = ImagePipelineRun(name: ImagePipelineScene().requested, uid: "one")
        let stage: String
        let phase: ImagePipelinePhase
        var reason: String?
        var writes: [String] = []
    }

    @Test(
        "whose Workflow is gone without an end on record starts again only if it had not ended",
        arguments: [
            Disappearance(
                testDescription: "seen midway",
                seen: ("Running", "one"),
                stage: "interrupted",
                phase: .pending
            ),
            Disappearance(
                testDescription: "seen before Argo took it up",
                seen: ("", "one"),
                stage: "interrupted",
                phase: .pending
            ),
            Disappearance(
                testDescription: "pod still runs",
                pod: "Running",
                stage: "interrupted",
                phase: .pending
            ),
            Disappearance(
                testDescription: "unseen",
                stage: "outcomeUnknown",
                phase: .failed,
                reason: "OutcomeUnknown"
            ),
            Disappearance(
                testDescription: "unseen, with a pod that has ended",
                pod: "Succeeded",
                stage: "outcomeUnknown",
                phase: .failed,
                reason: "OutcomeUnknown"
            ),
            Disappearance(
                testDescription: "another Workflow of that name was seen",
                seen: ("Running", "zero"),
                stage: "outcomeUnknown",
                phase: .failed,
                reason: "OutcomeUnknown"
            ),
            Disappearance(
                testDescription: "seen after success",
                seen: ("Succeeded", "one"),
                stage: "started",
                phase: .succeeded
            ),
            Disappearance(
                testDescription: "seen after failure",
                seen: ("Failed", "one"),
                stage: "started",
                phase: .failed
            ),
            Disappearance(
                testDescription: "ended before its UID was recorded",
                seen: ("Succeeded", "one"),
                recorded: ImagePipelineRun(name: ImagePipelineScene().requested),
                stage: "started",
                phase: .succeeded
            ),
            Disappearance(
                testDescription: "never recorded",
                seen: ("Running", "one"),
                recorded: ImagePipelineRun(name: ImagePipelineScene().requested),
                stage: "starting",
                phase: .pending,
                writes: ["create Workflow"]
            ),
            Disappearance(
                testDescription: "another run was recorded",
                recorded: ImagePipelineRun(name: "other", uid: "one"),
                stage: "starting",
                phase: .pending,
                writes: ["create Workflow"]
            ),
        ]
    )
    func gone(example: Disappearance) throws {
        var scene = ImagePipelineScene()
        if let seen = example.seen {
            try scene.add(phase: seen.phase, finishedAfter: -5)
            scene.workflows[0].metadata.uid = seen.uid
            scene.departed = scene.workflows
            scene.workflows = []
        }
        if let phase = example.pod {
            let labels = [DarkroomLabel.run: scene.requested]
            scene.pods = [try .sample(labels: labels, status: ["phase": .string(phase)])]
        }
        let before = ImagePipelineStatus(phase: .running, run: example.recorded)
        scene.pipeline.status = before
        #expect("\(scene.stage)".prefix { $0 != "(" } == example.stage)
        let status = scene.plan.status
        #expect(scene.plan.writes.verbs == example.writes)
        #expect(status.phase == example.phase)
        #expect(status.conditions[ConditionType.running]?.reason == example.reason ?? example.phase.rawValue)
        switch example.stage {
        case "interrupted":
            // Off the record, so that the next plan creates the Workflow.
            #expect(status.run?.uid == nil)
            scene.pods = []
            scene.pipeline.status = status
            #expect(scene.stage == .starting)
        case "outcomeUnknown":
            #expect(status.run == before.run)
            #expect(status.conditions[ConditionType.succeeded]?.status == .false)
            scene.pipeline.status = status
            #expect(scene.plan.status == status)
            scene.pipeline.metadata.annotations = [DarkroomAnnotation.runID: "again"]
            scene.pods = []
            #expect(scene.stage == .starting)
        case "started":
            #expect(status.recentRuns.map(\.phase) == [example.phase])
            #expect(status.run?.completionTime == .noon.adding(-5))
            scene.pipeline.status = status
            #expect(scene.stage == .recorded(status.recentRuns[0]))
        default: break
        }
    }

    @Test("is blocked, not lost, when its Workflow has lost its owner references, as after a restore")
    func ownerStripped() throws {
        var scene = ImagePipelineScene()
        let workflow = try scene.add()
        scene.workflows[0].metadata.ownerReferences = []
        scene.pipeline.status = ImagePipelineStatus(
            phase: .running,
            run: ImagePipelineRun(name: scene.requested, uid: workflow.metadata.uid)
        )
        #expect(try scene.plan.condition(ConditionType.running).reason == "NameConflict")
        #expect(scene.plan.writes.isEmpty)
    }

    @Test("whose Workflow disappeared unseen is started, not lost, as soon as a cache that was behind shows it")
    func staleCache() throws {
        var scene = ImagePipelineScene()
        scene.pipeline.status = ImagePipelineStatus(
            phase: .running,
            run: ImagePipelineRun(name: scene.requested, uid: "uid-\(scene.requested)")
        )
        scene.pipeline.status = scene.plan.status
        #expect(scene.pipeline.status?.phase == .failed)
        try scene.add(status: ImagePipelineScene.node(scene.requested, "resize", "Running"))
        #expect(scene.plan.status.phase == .running)
        #expect(scene.plan.status.run?.uid == "uid-\(scene.requested)")
    }

    @Test(
        "ends older runs if it replaces them, when it starts and as long as its Workflow exists",
        arguments: [true, false]
    )
    func replaces(isStarted: Bool) throws {
        var scene = ImagePipelineScene()
        if isStarted { try scene.add() }
        try scene.add("older")
        let writes = scene.plan.writes
        #expect(writes.verbs == (isStarted ? [] : ["create Workflow"]) + ["patch Workflow"])
        #expect(writes.last?.key.name == "older")
    }

    struct Display: Sendable {
        let shownBefore: String?
        let workflows: [String: String]
        let displayed: String?
        let phase: ImagePipelinePhase
    }

    @Test(
        "leaves the previously shown run in the status while it is blocked, or else the last one that has not ended",
        arguments: [
            Display(shownBefore: "a", workflows: ["a": "Running", "b": "Running"], displayed: "a", phase: .running),
            Display(shownBefore: "a", workflows: ["a": "Succeeded"], displayed: "a", phase: .suspended),
            Display(shownBefore: "gone", workflows: ["a": "Running", "b": "Running"], displayed: "b", phase: .running),
            Display(shownBefore: nil, workflows: ["a": "Running"], displayed: "a", phase: .running),
            Display(shownBefore: "gone", workflows: ["a": "Failed"], displayed: nil, phase: .suspended),
        ]
    )
    func display(example: Display) throws {
        var scene = ImagePipelineScene { $0.runPolicy.suspend = true }
        for (name, phase) in example.workflows {
            let steps = ImagePipelineScene.node(name, "old", phase)
            try scene.add(name, phase: phase, finishedAfter: phase == "Running" ? nil : 1, status: steps)
        }
        scene.pipeline.status = ImagePipelineStatus(
            run: example.shownBefore.map { ImagePipelineRun(name: $0) },
            steps: [ImagePipelineStepStatus(name: "old", phase: .running)]
        )
        #expect(scene.stage.displayedRun?.name == example.displayed)
        #expect(scene.plan.status.phase == example.phase)
        #expect(scene.plan.status.run?.name == example.displayed)
        #expect(scene.plan.status.message == "Suspended by spec.runPolicy.suspend before the run started")
    }

    @Test("is reconciled again at any stage when a finished run expires or a rejection may be over")
    func requeue() throws {
        var scene = ImagePipelineScene { $0.runPolicy.ttlSecondsAfterFinished = 60 }
        try scene.add(phase: "Succeeded", finishedAfter: -20)
        try scene.add("older", phase: "Succeeded", finishedAfter: -10)
        #expect(scene.plan.requeueAfter == .seconds(40))
        scene.rejections = [scene.quota()]
        #expect(scene.plan.requeueAfter == .seconds(30))
        scene.pipeline.spec.runPolicy.suspend = true
        scene.pipeline.metadata.annotations = [DarkroomAnnotation.runID: "again"]
        scene.rejections = []
        #expect(scene.plan.requeueAfter == .seconds(40))
    }
}
