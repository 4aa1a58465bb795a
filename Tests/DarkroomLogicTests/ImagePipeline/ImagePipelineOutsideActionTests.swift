import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

/// What people do to Workflows with `argo` and `kubectl`, behind the pipeline's back.
@Suite("An ImagePipeline whose Workflow others change")
struct ImagePipelineOutsideActionTests {
    typealias Lab = Simulation<ImagePipeline>

    private static func running(_ change: (inout ImagePipelineSpec) -> Void = { _ in }) throws -> Lab {
        var lab = try ImagePipelinePlannerTests.created(change)
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        try lab.settle()
        return lab
    }

    private static func workflow(_ lab: Lab, _ name: String? = nil) -> JSONValue? {
        lab.cluster.object(WorkflowView.resource, name ?? ImagePipelinePlanner.workflowName(for: lab.object))
    }

    @Test(
        "is not held back from ending: a suspended run that is shut down is resumed",
        arguments: ["Stop", "Terminate"]
    )
    func suspendedAndStopped(strategy: String) throws {
        var lab = try Self.running()
        lab.object.spec.runPolicy.suspend = true
        try lab.settle()
        #expect(Self.workflow(lab)?["spec"]?["suspend"] == true)
        lab.cluster.change(WorkflowView.resource, ["spec": ["shutdown": .string(strategy)]])
        #expect(try lab.settle().verbs == ["patch Workflow"])
        #expect(Self.workflow(lab)?["spec"]?["suspend"] == nil)
        #expect(Self.workflow(lab)?["spec"]?["shutdown"] == .string(strategy))
        #expect(lab.object.status?.conditions["Running"]?.reason == "Stopping")
        #expect(try lab.settle().isEmpty)
        try lab.report("Failed", steps: ["resize": ("Failed", "workflow shutdown")])
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status?.phase == .stopped)
    }

    @Test("does not wait forever under Forbid for an older run that is suspended and shut down")
    func forbid() throws {
        var lab = try Self.running { $0.runPolicy.concurrencyPolicy = .forbid }
        let first = ImagePipelinePlanner.workflowName(for: lab.object)
        lab.cluster.change(WorkflowView.resource, ["spec": ["suspend": true, "shutdown": "Stop"]])
        lab.object.spec.steps[0].args = ["changed"]
        #expect(try lab.settle().verbs == ["patch Workflow"])
        #expect(Self.workflow(lab, first)?["spec"]?["suspend"] == nil)
        try lab.report("Failed", run: first, steps: [:])
        #expect(try lab.settle().verbs == ["create Workflow"])
    }

    @Test("ends a suspended run at its deadline, which Argo would not")
    func deadline() throws {
        var lab = try Self.running { $0.runPolicy.activeDeadlineSeconds = 60 }
        lab.object.spec.runPolicy.suspend = true
        lab.now = .noon.adding(20)
        try lab.settle()
        #expect(lab.object.status?.phase == .suspended)
        #expect(try lab.plan().requeueAfter == .seconds(40))
        lab.now = .noon.adding(60)
        #expect(try lab.settle().verbs == ["patch Workflow"])
        #expect(Self.workflow(lab)?["spec"]?["suspend"] == nil)
        #expect(lab.object.status?.phase == .running)
        #expect(lab.object.status?.conditions["Running"]?.reason == "DeadlineExceeded")
        #expect(try lab.plan().requeueAfter == nil)
        try lab.report("Failed", steps: ["resize": ("Failed", "Step exceeded its deadline")])
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status?.phase == .failed)
        #expect(lab.object.status?.message == "step resize: Step exceeded its deadline")
    }

    @Test("waits until the pods of a deleted Workflow are gone before it runs again")
    func deletedMidway() throws {
        var lab = try Self.running()
        let run = ImagePipelinePlanner.workflowName(for: lab.object)
        var pod = try PodView.sample(
            labels: [DarkroomLabel.run: run, DarkroomLabel.step: "resize"],
            status: ["phase": "Running"]
        )
        lab.pods = [pod]
        try lab.deleteChildren()
        #expect(try lab.settle().isEmpty)
        pod.metadata.deletionTimestamp = .noon.adding(30)
        lab.pods = [pod]
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status?.phase == .pending)
        #expect(lab.object.status?.conditions["Running"]?.reason == "WaitingForPods")
        lab.pods = []
        #expect(try lab.settle().verbs == ["create Workflow"])
    }

    @Test("forgets the end of a run that `argo retry` continues, and records the next one")
    func retried() throws {
        var lab = try Self.running()
        try lab.report("Failed", steps: ["resize": ("Failed", "boom")])
        try lab.settle()
        #expect(lab.object.status?.message == "step resize: boom")
        #expect(lab.object.status?.run?.completionTime == .noon)

        lab.now = .noon.adding(60)
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        #expect(try lab.settle().isEmpty)
        let running = try #require(lab.object.status)
        #expect(running.phase == .running)
        #expect(running.message == nil)
        #expect(running.run?.completionTime == nil)
        #expect(running.recentRuns.isEmpty)
        #expect(running.conditions["Succeeded"]?.status == .unknown)

        try lab.report("Succeeded", steps: ["resize": ("Succeeded", nil), "embed": ("Succeeded", nil)])
        try lab.settle()
        let ended = try #require(lab.object.status)
        #expect(ended.phase == .succeeded)
        #expect(ended.message == nil)
        #expect(ended.run?.completionTime == .noon.adding(60))
        #expect(ended.recentRuns.map(\.phase) == [.succeeded])
        #expect(ended.recentRuns.map(\.message) == [nil])
    }
}
