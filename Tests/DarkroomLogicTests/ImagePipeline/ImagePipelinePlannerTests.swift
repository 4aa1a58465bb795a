import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("An ImagePipeline")
struct ImagePipelinePlannerTests {
    typealias Lab = Simulation<ImagePipeline>

    static func created(_ change: (inout ImagePipelineSpec) -> Void = { _ in }) throws -> Lab {
        var lab = Lab(.sample(change))
        try lab.settle()
        return lab
    }

    @Test("gets one Workflow and no further write")
    func settles() throws {
        var lab = Lab(.sample())
        #expect(try lab.settle().verbs == ["create Workflow"])
        #expect(try lab.settle().isEmpty)
        let status = try #require(lab.object.status)
        #expect(status.phase == .pending)
        #expect(status.progress == "0/2")
        #expect(status.run?.name == ImagePipelinePlanner.workflowName(for: lab.object))
        #expect(status.run?.uid == "child-1")
    }

    @Test("reports the state of each step")
    func steps() throws {
        var lab = try Self.created()
        try lab.report("Running", steps: ["resize": ("Succeeded", nil), "embed": ("Running", nil)])
        #expect(try lab.settle().isEmpty)
        let status = try #require(lab.object.status)
        #expect(status.phase == .running)
        #expect(status.progress == "1/2")
        #expect(status.steps.map(\.name) == ["resize", "embed"])
        #expect(status.steps.map(\.phase) == [.succeeded, .running])
        #expect(status.conditions["Running"]?.status == .true)
        #expect(status.conditions["Succeeded"]?.status == .unknown)
    }

    @Test("reports why a step waits in the scheduler's words")
    func unschedulable() throws {
        var lab = try Self.created()
        try lab.report("Running", steps: ["resize": ("Pending", "Unschedulable: old words")])
        let run = ImagePipelinePlanner.workflowName(for: lab.object)
        let words = "0/2 nodes are available: 2 Insufficient nvidia.com/gpu."
        lab.pods = [
            try .unschedulable(words, labels: [DarkroomLabel.run: run, DarkroomLabel.step: "resize"])
        ]
        try lab.settle()
        #expect(lab.object.status?.phase == .pending)
        #expect(lab.object.status?.message == "step resize: Unschedulable: \(words)")
        #expect(lab.object.status?.steps.first?.message == "Unschedulable: \(words)")
    }

    @Test("ignores pods of other runs")
    func foreignPods() throws {
        var lab = try Self.created()
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        lab.pods = [
            try .unschedulable("x", labels: [DarkroomLabel.run: "older", DarkroomLabel.step: "resize"])
        ]
        try lab.settle()
        #expect(lab.object.status?.message == nil)
    }

    @Test("reports a retried step as running until its last try has ended")
    func retries() throws {
        var lab = try Self.created { $0.steps[0].retry = RetryPolicy(limit: 1) }
        try lab.report(
            "Running",
            steps: [
                "resize": ("Running", nil), "resize(0)": ("Failed", "boom"), "resize(1)": ("Running", nil),
            ]
        )
        try lab.settle()
        #expect(lab.object.status?.steps.first?.phase == .running)
        try lab.report(
            "Failed",
            steps: [
                "resize": ("Failed", "No more retries left"), "resize(0)": ("Failed", "boom"),
                "resize(1)": ("Failed", "main: Error (exit code 2)"), "embed": ("Omitted", nil),
            ]
        )
        try lab.settle()
        #expect(lab.object.status?.phase == .failed)
        #expect(lab.object.status?.message == "step resize: main: Error (exit code 2)")
        #expect(lab.object.status?.steps.map(\.phase) == [.failed, .skipped])
        #expect(lab.object.status?.conditions["Succeeded"]?.status == .false)
    }

    @Test(
        "reports that it cannot read steps whose status Argo stores elsewhere",
        arguments: ["compressedNodes", "offloadNodeStatusVersion"]
    )
    func unreadable(member: String) throws {
        var lab = try Self.created()
        lab.cluster.change(
            WorkflowView.resource,
            ["status": ["phase": "Running", "progress": "3/9", member: "H4sIA"]]
        )
        try lab.settle()
        #expect(lab.object.status?.phase == .running)
        #expect(lab.object.status?.progress == "3/9")
        #expect(lab.object.status?.steps.isEmpty == true)
        #expect(lab.object.status?.message?.contains("cannot be read") == true)
    }

    @Test("tolerates phases and nodes that it does not know", arguments: ["Paused", ""])
    func unknownPhase(phase: String) throws {
        var lab = try Self.created()
        try lab.report(phase, steps: ["resize": ("Dreaming", nil)])
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status?.phase == .pending)
    }

    @Test("that has ended does not run again when its Workflow is gone", arguments: ["Succeeded", "Failed"])
    func finishedAndDeleted(phase: String) throws {
        var lab = try Self.created()
        try lab.report(phase, steps: ["resize": (phase, "words")])
        try lab.settle()
        let status = lab.object.status
        #expect(status?.recentRuns.count == 1)
        lab.cluster.remove(WorkflowView.resource)
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status == status)
    }

    @Test("starts again when its Workflow is deleted midway")
    func deletedMidway() throws {
        var lab = try Self.created()
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        try lab.settle()
        try lab.deleteChildren()
        #expect(try lab.settle().verbs == ["create Workflow"])
        #expect(lab.object.status?.run?.uid == "child-2")
    }

    @Test("runs again with a new rerun token, and not with the old one")
    func rerun() throws {
        var lab = try Self.created()
        let first = try lab.finish()
        lab.object.metadata.annotations = [DarkroomAnnotation.runID: "again"]
        #expect(try lab.settle().verbs == ["create Workflow"])
        #expect(lab.object.status?.run?.runID == "again")
        let second = try lab.finish()
        lab.object.metadata.annotations = [:]
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status?.run?.name == first)
        #expect(lab.object.status?.recentRuns.map(\.name).sorted() == [first, second].sorted())
    }

    @Test("does not run again when its run policy or the operator's accelerators change")
    func policyChange() throws {
        var lab = try Self.created()
        try lab.finish()
        lab.object.spec.runPolicy = ImagePipelineRunPolicy(
            activeDeadlineSeconds: 5,
            retryLimit: 3,
            parallelism: 1,
            concurrencyPolicy: .allow,
            historyLimit: 7
        )
        lab.configuration.accelerators = [:]
        #expect(try lab.settle().isEmpty)
    }

    struct Concurrency: Sendable {
        let policy: ImagePipelineConcurrencyPolicy
        let writes: [String]
        let terminated: Bool
    }

    @Test(
        "that is changed while it runs follows its concurrency policy",
        arguments: [
            Concurrency(policy: .replace, writes: ["create Workflow", "patch Workflow"], terminated: true),
            Concurrency(policy: .allow, writes: ["create Workflow"], terminated: false),
            Concurrency(policy: .forbid, writes: [], terminated: false),
        ]
    )
    func concurrency(example: Concurrency) throws {
        var lab = try Self.created { $0.runPolicy.concurrencyPolicy = example.policy }
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        try lab.settle()
        let old = ImagePipelinePlanner.workflowName(for: lab.object)
        lab.object.spec.steps[0].args = ["changed"]
        #expect(try lab.settle().verbs == example.writes)
        let spec = lab.cluster.object(WorkflowView.resource, old)?["spec"]
        #expect((spec?["shutdown"] == "Terminate") == example.terminated)
    }

    @Test("whose policy forbids a second run starts it when the first has ended")
    func forbid() throws {
        var lab = try Self.created { $0.runPolicy.concurrencyPolicy = .forbid }
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        try lab.settle()
        let first = ImagePipelinePlanner.workflowName(for: lab.object)
        lab.object.spec.steps[0].args = ["changed"]
        try lab.settle()
        #expect(lab.object.status?.run?.name == first)
        #expect(lab.object.status?.phase == .running)
        #expect(lab.object.status?.message == "The changed pipeline starts when \"\(first)\" has ended")
        #expect(lab.object.status?.conditions["Succeeded"]?.status == .unknown)
        try lab.report("Succeeded", run: first, steps: [:])
        #expect(try lab.settle().verbs == ["create Workflow"])
    }

    @Test("records a replaced run as stopped, and does not resume it when the change is undone")
    func replaced() throws {
        var lab = try Self.created()
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        try lab.settle()
        let first = ImagePipelinePlanner.workflowName(for: lab.object)
        lab.object.spec.steps[0].args = ["changed"]
        try lab.settle()
        try lab.report("Failed", run: first, steps: [:])
        try lab.settle()
        #expect(lab.object.status?.recentRuns.map(\.phase) == [.stopped])
        lab.object.spec.steps[0].args = []
        let writes = try lab.settle()
        #expect(writes.verbs == ["patch Workflow"])
        #expect(lab.object.status?.phase == .stopped)
    }

    @Test("that is suspended before its start gets no Workflow until it is resumed")
    func suspendedFirst() throws {
        var lab = Lab(.sample { $0.runPolicy.suspend = true })
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status?.phase == .suspended)
        lab.object.spec.runPolicy.suspend = false
        #expect(try lab.settle().verbs == ["create Workflow"])
    }

    @Test("that is suspended midway suspends its Workflow and resumes it later")
    func suspendedMidway() throws {
        var lab = try Self.created()
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        lab.object.spec.runPolicy.suspend = true
        #expect(try lab.settle().verbs == ["patch Workflow"])
        #expect(lab.object.status?.phase == .suspended)
        lab.object.spec.runPolicy.suspend = false
        #expect(try lab.settle().verbs == ["patch Workflow"])
        #expect(lab.object.status?.phase == .running)
    }

    @Test(
        "keeps the record of the last run when its spec becomes unacceptable, and recovers when the spec is corrected"
    )
    func rejectedChange() throws {
        var lab = try Self.created()
        let run = try lab.finish()
        let before = lab.object.status
        lab.object.spec.steps[0].accelerator = AcceleratorRequest(class: "h100")
        #expect(try lab.settle().isEmpty)
        let status = try #require(lab.object.status)
        #expect(status.phase == .failed)
        #expect(status.run?.name == run)
        #expect(status.conditions["Accepted"]?.reason == "UnknownAccelerator")
        #expect(status.conditions["Succeeded"]?.status == .false)
        lab.object.spec.steps[0].accelerator = nil
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status == before)
    }

    @Test("does not change an object of another owner that has its Workflow's name, and reports it")
    func nameConflict() throws {
        var lab = Lab(.sample())
        let name = ImagePipelinePlanner.workflowName(for: lab.object)
        lab.cluster.add(WorkflowView.resource, name)
        #expect(try lab.settle().isEmpty)
        #expect(lab.object.status?.message?.hasPrefix("NameConflict: a Workflow team/\(name)") == true)
        #expect(lab.object.status?.conditions["Accepted"]?.status == .true)
        #expect(try lab.plan().requeueAfter == .seconds(30))
    }

    @Test("does not end the older run when the API server rejects the new one")
    func refused() throws {
        var lab = try Self.created()
        try lab.report("Running", steps: ["resize": ("Running", nil)])
        try lab.settle()
        lab.object.spec.steps[0].args = ["changed"]
        let key = ObjectKey(namespace: "team", name: ImagePipelinePlanner.workflowName(for: lab.object))
        let quota = KubeStatus(code: 403, reason: "Forbidden", message: "exceeded quota")
        let plan = try lab.plan(rejections: [.rejected(WorkflowView.resource, key, by: quota)])
        #expect(plan.writes.isEmpty)
        #expect(plan.status.message?.contains("exceeded quota") == true)
        #expect(plan.status.phase == .running)
    }

    @Test("gives the same plan for the same observation, whatever the order of its objects")
    func determinism() throws {
        var lab = try Self.created { $0.runPolicy.concurrencyPolicy = .allow }
        for index in 0..<4 {
            lab.object.metadata.annotations = [DarkroomAnnotation.runID: "\(index)"]
            try lab.settle()
        }
        let workflows = try lab.cluster.all(WorkflowView.self)
        func plan(_ workflows: [WorkflowView]) -> ReconcilePlan<ImagePipelineStatus> {
            ImagePipelinePlanner.plan(
                ImagePipelineObservation(
                    pipeline: lab.object,
                    workflows: workflows,
                    configuration: lab.configuration,
                    now: lab.now
                )
            )
        }
        for _ in 0..<5 { #expect(plan(workflows.shuffled()) == plan(workflows)) }
    }
}
