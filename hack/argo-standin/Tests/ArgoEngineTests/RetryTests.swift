import ArgoEngine
import ArgoModel
import KubeCore
import Testing

@Suite struct RetryTests {
    private static func run(_ strategy: JSONValue, spec: [String: JSONValue] = [:]) -> Simulation {
        Simulation.dag([Simulation.task("a")], step: ["retryStrategy": strategy], spec: spec)
    }

    @Test func `tries a failed pod again, up to its limit`() throws {
        var run = Self.run(["limit": "1"])
        try run.settle()
        #expect(run.node("a")?.type == .retry)
        #expect(run.node("a(0)")?.nodeFlag == NodeStatus.Flag(retried: true))
        #expect(run.node("a(0)")?.displayName == "a(0)")
        try run.fail("a(0)")
        #expect(run.node("a")?.phase == .running)
        #expect(run.podNodes == ["a(0)", "a(1)"])
        try run.fail("a(1)")
        #expect(run.node("a")?.phase == .failed)
        #expect(run.node("a")?.message == "No more retries left")
        #expect(run.node("a")?.children == ["a(0)", "a(1)"].compactMap { run.node($0)?.id })
        #expect(run.workflow.status.phase == .failed)
    }

    @Test func `succeeds if any attempt does`() throws {
        var run = Self.run(["limit": 3])
        try run.settle()
        try run.fail("a(0)")
        try run.succeed("a(1)")
        #expect(run.node("a")?.phase == .succeeded)
        #expect(run.workflow.status.phase == .succeeded)
        #expect(run.workflow.status.progress == "1/2")
    }

    @Test(arguments: [
        ("OnFailure", true, false), ("OnError", false, true), ("Always", true, true),
    ])
    func `retries according to its policy`(policy: String, afterFailure: Bool, afterDeletion: Bool) throws {
        let strategy: JSONValue = ["limit": 2, "retryPolicy": .string(policy)]
        var failed = Self.run(strategy)
        try failed.settle()
        try failed.fail("a(0)")
        #expect((failed.node("a(1)") != nil) == afterFailure)

        var deleted = Self.run(strategy)
        try deleted.settle()
        try deleted.start("a(0)")
        try deleted.delete("a(0)")
        #expect(deleted.node("a(0)")?.phase == .error)
        #expect(deleted.node("a(0)")?.message == "pod deleted")
        #expect((deleted.node("a(1)") != nil) == afterDeletion)
    }

    @Test func `passes an attempt its number and its pod's name`() throws {
        var run = Simulation.dag(
            [Simulation.task("a")],
            step: [
                "retryStrategy": [:],
                "container": ["image": "busybox", "args": ["{{retries}}", "{{pod.name}}"]],
            ]
        )
        try run.settle()
        try run.fail("a(0)")
        let creations = Simulation(run.workflow.spec).plan().creations
        #expect(creations.first?.manifest["spec"]?["containers"]?[0]?["args"]?[0] == "0")
        #expect(
            creations.first?.manifest["spec"]?["containers"]?[0]?["args"]?[1]?.stringValue
                == creations.first?.name
        )
        #expect(run.podNodes == ["a(0)", "a(1)"])
    }

    @Test func `waits between attempts, longer each time`() throws {
        var run = Self.run(["limit": 5, "backoff": ["duration": "10s", "factor": 2, "cap": "15s"]])
        try run.settle()
        try run.fail("a(0)")
        #expect(run.node("a")?.message == "Backoff for 10 seconds")
        #expect(run.plan().wakeUp == run.later(10))
        try run.pass(seconds: 9)
        #expect(run.podNodes == ["a(0)"])
        try run.pass(seconds: 1)
        #expect(run.podNodes == ["a(0)", "a(1)"])
        try run.fail("a(1)")
        #expect(run.node("a")?.message == "Backoff for 15 seconds")
    }

    @Test func `gives up when the wait would take too long`() throws {
        var run = Self.run(["limit": 5, "backoff": ["duration": "1m", "maxDuration": "30s"]])
        try run.settle()
        try run.fail("a(0)")
        #expect(run.node("a")?.phase == .failed)
        #expect(run.node("a")?.message == "Backoff would exceed max duration limit")
    }

    @Test func `does not fail the DAG fast because of a failure that is retried`() throws {
        var run = Simulation.dag(
            [Simulation.task("a"), Simulation.task("b"), Simulation.task("c", after: ["b"])],
            step: ["retryStrategy": ["limit": 1]]
        )
        try run.settle()
        try run.fail("a(0)")
        try run.succeed("b(0)")
        #expect(run.node("c") != nil)
    }
}
