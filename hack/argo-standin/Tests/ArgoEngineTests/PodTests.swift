import ArgoEngine
import ArgoModel
import KubeCore
import Testing

@Suite struct PodTests {
    private static func manifest(step: [String: JSONValue], spec: [String: JSONValue]) throws -> JSONValue {
        let run = Simulation.dag([Simulation.task("a")], step: step, spec: spec)
        return try #require(run.plan().creations.first?.manifest)
    }

    @Test func `belongs to its Workflow and names its node`() throws {
        let pod = try Self.manifest(step: [:], spec: ["podMetadata": ["labels": ["team": "vision"]]])
        let metadata = try #require(pod["metadata"])
        #expect(metadata["name"] == "wf-step-2962115457")
        #expect(metadata["labels"]?["team"] == "vision")
        #expect(metadata["labels"]?[ArgoNames.workflowLabel] == "wf")
        #expect(metadata["labels"]?[ArgoNames.completedLabel] == "false")
        #expect(metadata["annotations"]?[ArgoNames.nodeNameAnnotation] == "wf.a")
        #expect(metadata["annotations"]?[ArgoNames.nodeIDAnnotation] == "wf-2962115457")
        #expect(metadata["ownerReferences"]?[0]?["uid"] == "uid-1")
        #expect(metadata["ownerReferences"]?[0]?["controller"] == true)
        #expect(pod["spec"]?["restartPolicy"] == "Never")
        #expect(pod["spec"]?["containers"]?[0]?["name"] == "main")
    }

    @Test func `uses a template's placement instead of the Workflow's`() throws {
        let pod = try Self.manifest(
            step: ["nodeSelector": ["gpu": "t4"], "activeDeadlineSeconds": 30],
            spec: [
                "nodeSelector": ["zone": "a"], "tolerations": [["operator": "Exists"]],
                "serviceAccountName": "runner", "automountServiceAccountToken": false,
                "securityContext": ["runAsNonRoot": true],
            ]
        )
        #expect(pod["spec"]?["nodeSelector"] == ["gpu": "t4"])
        #expect(pod["spec"]?["tolerations"] == [["operator": "Exists"]])
        #expect(pod["spec"]?["serviceAccountName"] == "runner")
        #expect(pod["spec"]?["automountServiceAccountToken"] == false)
        #expect(pod["spec"]?["securityContext"] == ["runAsNonRoot": true])
        #expect(pod["spec"]?["activeDeadlineSeconds"] == 30)
    }

    @Test func `says why it waits`() throws {
        var run = Simulation.dag([Simulation.task("a")])
        try run.settle()
        try run.update("a") { pod in
            pod.status.phase = "Pending"
            pod.status.conditions = [
                Pod.Condition(
                    reason: "Unschedulable",
                    message: "0/2 nodes are available: 2 Insufficient nvidia.com/gpu."
                )
            ]
        }
        try run.settle()
        #expect(
            run.node("a")?.message == "Unschedulable: 0/2 nodes are available: 2 Insufficient nvidia.com/gpu."
        )
        try run.start("a")
        #expect(run.node("a")?.message == nil)
    }

    @Test func `has failed with the kubelet's message when it was evicted`() throws {
        var run = Simulation.dag([Simulation.task("a")])
        try run.settle()
        try run.update("a") { pod in
            pod.status.phase = "Failed"
            pod.status.message = "The node was low on resource: memory."
        }
        try run.settle()
        #expect(run.node("a")?.phase == .failed)
        #expect(run.node("a")?.message == "The node was low on resource: memory.")
    }

    @Test func `is an error, not a failure, when it was deleted while it ran`() throws {
        var run = Simulation.dag([Simulation.task("a")])
        try run.settle()
        try run.start("a")
        let now = run.now
        try run.update("a") { $0.metadata.deletionTimestamp = now }
        try run.fail("a", exitCode: 137)
        #expect(run.node("a")?.phase == .error)
        #expect(run.node("a")?.message == "pod deleted")
        #expect(run.workflow.status.phase == .error)
    }

    @Test func `is recreated when it is gone before it ran`() throws {
        var run = Simulation.dag([Simulation.task("a")])
        try run.settle()
        try run.delete("a")
        #expect(run.podNodes == ["a"])
        #expect(run.created.count == 2)
    }

    @Test func `of another Workflow is not changed`() throws {
        var run = Simulation.dag([Simulation.task("a")])
        try run.settle()
        run.pods[0].metadata.labels[ArgoNames.workflowLabel] = "other"
        run.pods[0].status.phase = "Failed"
        let plan = run.plan()
        #expect(plan.status.phase == .running)
        #expect(plan.deletions.isEmpty && plan.completions.isEmpty)
    }

    @Test func `of a predecessor with the same name is adopted, and its end is the Workflow's`() throws {
        var run = Simulation.dag([Simulation.task("a")])
        try run.settle()
        try run.start("a")
        run.workflow.metadata.uid = "uid-2"
        run.workflow.status = WorkflowStatus()
        let now = run.now
        try run.update("a") { $0.metadata.deletionTimestamp = now }
        try run.settle()
        #expect(run.created.count == 1)
        #expect(run.node("a")?.phase == .running)
        try run.fail("a", exitCode: 143)
        #expect(run.workflow.status.phase == .error)
    }

    @Test(arguments: [
        (PodRejection.final("pods is forbidden"), NodeStatus.Phase.error, WorkflowStatus.Phase.error),
        (.temporary("exceeded quota"), .pending, .running),
    ])
    func `that the API server rejects is reported on its node`(
        rejection: PodRejection,
        phase: NodeStatus.Phase,
        outcome: WorkflowStatus.Phase
    ) throws {
        let run = Simulation.dag([Simulation.task("a")])
        let id = try #require(run.plan().creations.first?.nodeID)
        let plan = run.plan(rejections: [id: rejection])
        #expect(plan.creations.isEmpty)
        #expect(plan.status.nodes?[id]?.phase == phase)
        #expect(plan.status.nodes?[id]?.message?.isEmpty == false)
        #expect(plan.status.phase == outcome)
    }
}
