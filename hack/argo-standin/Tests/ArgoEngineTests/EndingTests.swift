import ArgoEngine
import ArgoModel
import KubeCore
import Testing

@Suite struct EndingTests {
    private static func started(_ spec: [String: JSONValue] = [:]) throws -> Simulation {
        var run = Simulation.dag(
            [Simulation.task("a"), Simulation.task("b", after: ["a"])],
            step: ["retryStrategy": ["limit": 3, "retryPolicy": "Always"]],
            spec: spec
        )
        try run.settle()
        if !run.pods.isEmpty { try run.start("a(0)") }
        return run
    }

    @Test(arguments: ["Stop", "Terminate"])
    func `ends all pods and nodes on shutdown`(strategy: String) throws {
        var run = try Self.started()
        try run.set("shutdown", .string(strategy))
        #expect(run.pods.isEmpty)
        #expect(run.node("a(0)")?.phase == .failed)
        #expect(run.node("a(0)")?.message == "workflow shutdown with strategy:  \(strategy)")
        #expect(run.node("a")?.message == "Stopped with strategy '\(strategy)'")
        #expect(run.workflow.status.phase == .failed)
        #expect(run.workflow.status.message == "Stopped with strategy '\(strategy)'")
    }

    @Test func `records the end of a pod before it deletes it`() throws {
        var run = try Self.started()
        run.workflow.spec = run.workflow.spec.merging(["shutdown": "Stop"])
        let plan = run.plan()
        #expect(plan.status.nodes?.values.filter { $0.type == .pod }.map(\.phase) == [.failed])
        #expect(plan.deletions.map(\.name) == run.pods.map(\.metadata.name))
    }

    @Test func `ends a Workflow that is stopped before it began`() throws {
        var run = try Self.started(["suspend": true])
        #expect(run.created.isEmpty)
        try run.set("shutdown", "Stop")
        try run.set("suspend", false)
        #expect(run.workflow.status.phase == .failed)
        #expect(run.created.isEmpty)
    }

    @Test func `starts nothing while it is suspended`() throws {
        var run = try Self.started()
        try run.set("suspend", true)
        try run.succeed("a(0)")
        #expect(run.node("a(0)")?.phase == .succeeded)
        #expect(run.podNodes == ["a(0)"])
        #expect(run.workflow.status.phase == .running)
        try run.set("suspend", false)
        #expect(run.podNodes == ["a(0)", "b(0)"])
    }

    @Test func `does not end while it is suspended, neither by a shutdown nor by its deadline`() throws {
        var run = try Self.started(["activeDeadlineSeconds": 60])
        try run.set("suspend", true)
        try run.pass(seconds: 61)
        #expect(run.workflow.status.phase == .running)
        try run.set("shutdown", "Terminate")
        #expect(run.workflow.status.phase == .running)
        #expect(run.podNodes == ["a(0)"])
        try run.set("suspend", false)
        #expect(run.workflow.status.phase == .failed)
        #expect(run.pods.isEmpty)
    }

    @Test func `ends at its deadline`() throws {
        var run = try Self.started(["activeDeadlineSeconds": 60])
        #expect(run.plan().wakeUp == run.later(60))
        try run.pass(seconds: 59)
        #expect(run.workflow.status.phase == .running)
        try run.pass(seconds: 1)
        #expect(run.node("a(0)")?.message == "Step exceeded its deadline")
        #expect(run.workflow.status.phase == .failed)
        #expect(run.pods.isEmpty)
    }

    private static let timesToLive: [(JSONValue, Bool, Int)] = [
        (["secondsAfterCompletion": 10], true, 10),
        (["secondsAfterSuccess": 5, "secondsAfterCompletion": 10], true, 5),
        (["secondsAfterFailure": 7], false, 7),
    ]

    @Test(arguments: timesToLive)
    func `expires after its time to live`(strategy: JSONValue, succeeds: Bool, seconds: Int) throws {
        var run = Simulation.dag([Simulation.task("a")], spec: ["ttlStrategy": strategy])
        try run.settle()
        #expect(!run.plan().deletesWorkflow)
        if succeeds { try run.succeed("a") } else { try run.fail("a") }
        #expect(run.plan().wakeUp == run.later(seconds))
        try run.pass(seconds: seconds - 1)
        #expect(!run.plan().deletesWorkflow)
        try run.pass(seconds: 1)
        #expect(run.plan().deletesWorkflow)
    }

    @Test(arguments: [
        ("OnPodCompletion", [0, 1, 1]), ("OnPodSuccess", [0, 1, 1]), ("OnWorkflowCompletion", [1, 2, 0]),
        ("OnWorkflowSuccess", [1, 2, 2]),
    ])
    func `deletes pods according to its strategy`(strategy: String, counts: [Int]) throws {
        var run = Simulation.dag(
            [Simulation.task("a"), Simulation.task("b", after: ["a"])],
            spec: ["podGC": ["strategy": .string(strategy)]]
        )
        try run.settle()
        try run.succeed("a")
        #expect(run.pods.count - 1 == counts[0])
        #expect(run.pods.count == counts[1])
        try run.fail("b")
        #expect(run.pods.count == (strategy == "OnPodCompletion" ? 0 : counts[2]))
    }

    @Test(arguments: [("blue", 0), ("red", 1)])
    func `deletes only pods that its selector matches`(color: String, left: Int) throws {
        var run = Simulation.dag(
            [Simulation.task("a")],
            spec: [
                "podMetadata": ["labels": ["color": "blue"]],
                "podGC": [
                    "strategy": "OnPodCompletion", "labelSelector": ["matchLabels": ["color": .string(color)]],
                ],
            ]
        )
        try run.settle()
        try run.succeed("a")
        #expect(run.pods.count == left)
    }
}
