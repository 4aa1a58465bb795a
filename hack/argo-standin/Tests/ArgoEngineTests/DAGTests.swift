import ArgoEngine
import ArgoModel
import KubeCore
import Testing

@Suite struct DAGTests {
    @Test func `runs a task only after those it depends on`() throws {
        var run = Simulation.dag([
            Simulation.task("d", after: ["b", "c"]), Simulation.task("b", after: ["a"]),
            Simulation.task("c", after: ["a"]), Simulation.task("a"),
        ])
        try run.settle()
        #expect(run.podNodes == ["a"])
        try run.succeed("a")
        #expect(run.podNodes == ["a", "b", "c"])
        try run.succeed("b")
        #expect(run.podNodes == ["a", "b", "c"])
        try run.succeed("c")
        #expect(run.podNodes == ["a", "b", "c", "d"])
        try run.succeed("d")
        #expect(run.workflow.status.phase == .succeeded)
        #expect(run.workflow.status.progress == "4/4")
    }

    @Test(arguments: ["a && b", "a&&b"])
    func `accepts the simplest form of depends`(depends: String) throws {
        let last: JSONValue = ["name": "c", "template": "step", "depends": .string(depends)]
        var run = Simulation.dag([Simulation.task("a"), Simulation.task("b"), last])
        try run.settle()
        try run.succeed("a")
        #expect(run.podNodes == ["a", "b"])
        try run.succeed("b")
        #expect(run.podNodes == ["a", "b", "c"])
    }

    @Test func `writes node statuses in the form that Argo uses`() throws {
        var run = Simulation.dag([Simulation.task("a"), Simulation.task("b", after: ["a"])])
        try run.settle()
        try run.start("a")
        let a = try #require(run.node("a"))
        #expect(a.id == "wf-2962115457")
        #expect(a.name == "wf.a")
        #expect(a.displayName == "a")
        #expect(a.type == .pod)
        #expect(a.phase == .running)
        #expect(a.templateName == "step")
        #expect(a.templateScope == "local/wf")
        #expect(a.boundaryID == "wf")
        #expect(a.hostNodeName == "node-1")
        #expect(a.startedAt == run.now)
        #expect(run.root?.id == "wf")
        #expect(run.root?.type == .dag)
        #expect(run.root?.children == [a.id])
        try run.succeed("a")
        #expect(run.node("a")?.children == [run.node("b")?.id].compactMap(\.self))
        #expect(run.node("a")?.outputs == NodeStatus.Outputs(exitCode: "0"))
        #expect(run.workflow.status.progress == "1/2")
        #expect(run.workflow.metadata.labels[ArgoNames.phaseLabel] == "Running")
        #expect(run.workflow.metadata.labels[ArgoNames.completedLabel] == "false")
        try run.succeed("b")
        #expect(run.root?.outboundNodes == [run.node("b")?.id].compactMap(\.self))
        #expect(run.workflow.metadata.labels[ArgoNames.phaseLabel] == "Succeeded")
        #expect(run.workflow.metadata.labels[ArgoNames.completedLabel] == "true")
    }

    @Test func `omits tasks that depend on a failed task, and fails`() throws {
        var run = Simulation.dag([
            Simulation.task("a"), Simulation.task("b", after: ["a"]), Simulation.task("c", after: ["b"]),
        ])
        try run.settle()
        try run.fail("a", exitCode: 3)
        #expect(run.node("a")?.message == "main: Error (exit code 3)")
        #expect(run.node("b")?.phase == .omitted)
        #expect(run.node("b")?.type == .skipped)
        #expect(run.node("c")?.phase == .omitted)
        #expect(run.workflow.status.phase == .failed)
    }

    @Test(arguments: [(true, ["a", "b"]), (false, ["a", "b", "c"])])
    func `starts no new task after a failure if it fails fast`(failFast: Bool, pods: [String]) throws {
        var run = Simulation.dag(
            [Simulation.task("a"), Simulation.task("b"), Simulation.task("c", after: ["b"])],
            failFast: failFast
        )
        try run.settle()
        try run.fail("a")
        #expect(run.workflow.status.phase == .running, "what runs is waited for")
        try run.succeed("b")
        #expect(run.podNodes == pods)
        if !failFast { try run.succeed("c") }
        #expect(run.workflow.status.phase == .failed)
    }

    @Test func `does not start a task at the moment when another one fails`() throws {
        var run = Simulation.dag([
            Simulation.task("a"), Simulation.task("b", after: ["a"]), Simulation.task("z"),
        ])
        try run.settle()
        // One plan sees both ends, and the failed task comes later in the DAG.
        try run.update("a") { $0.status.phase = "Succeeded" }
        try run.update("z") { $0.status.phase = "Failed" }
        try run.settle()
        #expect(run.podNodes == ["a", "z"])
        #expect(run.workflow.status.phase == .failed)
    }

    @Test func `runs a DAG inside a DAG`() throws {
        var run = Simulation([
            "entrypoint": "main",
            "templates": [
                [
                    "name": "main",
                    "dag": [
                        "tasks": [
                            ["name": "inner", "template": "pair"],
                            ["name": "last", "template": "step", "dependencies": ["inner"]],
                        ]
                    ],
                ],
                [
                    "name": "pair",
                    "dag": [
                        "tasks": [
                            ["name": "x", "template": "step"], ["name": "y", "template": "step"],
                        ]
                    ],
                ],
                ["name": "step", "container": ["image": "busybox"]],
            ],
        ])
        try run.settle()
        #expect(run.podNodes == ["inner.x", "inner.y"])
        #expect(run.node("inner.x")?.displayName == "x")
        #expect(run.node("inner.x")?.boundaryID == run.node("inner")?.id)
        try run.succeed("inner.x", "inner.y")
        #expect(run.node("inner")?.phase == .succeeded)
        #expect(run.node("inner.x")?.children == [run.node("last")?.id].compactMap(\.self))
        try run.succeed("last")
        #expect(run.workflow.status.phase == .succeeded)
    }

    @Test func `runs a container as the entrypoint`() throws {
        var run = Simulation([
            "entrypoint": "only", "templates": [["name": "only", "container": ["image": "busybox"]]],
        ])
        try run.settle()
        #expect(run.created == ["wf"])
        #expect(run.root?.type == .pod)
        run.pods[0].status.phase = "Succeeded"
        try run.settle()
        #expect(run.workflow.status.phase == .succeeded)
    }

    @Test func `respects its parallelism`() throws {
        var run = Simulation.dag(["a", "b", "c"].map { Simulation.task($0) }, spec: ["parallelism": 2])
        try run.settle()
        #expect(run.podNodes == ["a", "b"])
        #expect(run.node("c") == nil)
        try run.succeed("b")
        #expect(run.podNodes == ["a", "b", "c"])
    }
}
