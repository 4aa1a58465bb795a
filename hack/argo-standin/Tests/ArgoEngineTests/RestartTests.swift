import ArgoEngine
import ArgoModel
import KubeCore
import Testing

/// The stand-in keeps no state in memory: a crash can lose only a status that was not written.
@Suite struct RestartTests {
    private static func diamond() -> Simulation {
        Simulation.dag(
            [
                Simulation.task("a", ["withItems": ["x", "y"]]), Simulation.task("b", after: ["a"]),
                Simulation.task("c", after: ["a"]),
            ],
            failFast: false,
            step: ["retryStrategy": ["limit": 1, "retryPolicy": "Always"]]
        )
    }

    @Test func `plans the same writes again`() throws {
        var run = Self.diamond()
        try run.settle()
        try run.fail("a(0:x)(0)")
        #expect(run.plan() == run.plan())
    }

    @Test func `writes nothing once it is settled`() throws {
        var run = Self.diamond()
        try run.settle()
        let plan = run.plan()
        #expect(plan.creations.isEmpty && plan.deletions.isEmpty && plan.completions.isEmpty)
        #expect(try plan.patch(for: run.workflow, now: run.now) == nil)
    }

    @Test func `finds its pods again after a status write was lost`() throws {
        var run = Self.diamond()
        try run.settle()
        for event in ["a(0:x)(0)", "a(1:y)(0)", "b(0)", "c(0)"] {
            var forgetful = run
            let before = run.workflow.status
            try run.succeed(event)
            forgetful.pods = run.pods
            forgetful.workflow.status = before
            try forgetful.settle()
            #expect(forgetful.pods.map(\.metadata.name) == run.pods.map(\.metadata.name))
            #expect(forgetful.workflow.status == run.workflow.status)
        }
        #expect(run.workflow.status.phase == .succeeded)
    }

    @Test func `finds its first pods again when no status was ever written`() throws {
        var run = Self.diamond()
        try run.settle()
        let written = run.workflow.status
        run.workflow.status = WorkflowStatus()
        try run.settle()
        #expect(run.workflow.status == written)
        #expect(run.created.count == 2)
    }

    @Test func `does not run a finished task again when its pod is gone`() throws {
        var run = Self.diamond()
        try run.settle()
        try run.succeed("a(0:x)(0)")
        run.pods.removeFirst()
        try run.settle()
        #expect(run.node("a(0:x)(0)")?.phase == .succeeded)
        #expect(run.created.count == 2)
    }

    @Test func `never changes a finished Workflow again`() throws {
        var run = Simulation.dag([Simulation.task("a")])
        try run.settle()
        try run.succeed("a")
        try run.set("entrypoint", "nonsense")
        run.pods = []
        try run.settle()
        #expect(run.workflow.status.phase == .succeeded)
        #expect(run.created.count == 1)
    }
}
