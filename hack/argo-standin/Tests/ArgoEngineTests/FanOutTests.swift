import ArgoEngine
import ArgoModel
import KubeCore
import Testing

@Suite struct FanOutTests {
    private static let step: [String: JSONValue] = [
        "inputs": ["parameters": [["name": "key"]]],
        "container": ["image": "busybox", "args": ["--key={{inputs.parameters.key}}"]],
    ]
    private static let arguments: [String: JSONValue] = [
        "arguments": ["parameters": [["name": "key", "value": "{{item}}"]]]
    ]

    private static func fanOut(_ field: String, _ value: JSONValue, failFast: Bool = true) -> Simulation {
        let task = Simulation.task("a", arguments.merging([field: value]) { $1 })
        let tasks = [
            task,
            Simulation.task(
                "last",
                after: ["a"],
                ["arguments": ["parameters": [["name": "key", "value": "-"]]]]
            ),
        ]
        return Simulation.dag(tasks, failFast: failFast, step: step)
    }

    private static let itemLists: [(String, JSONValue)] = [
        ("withItems", ["x.png", 2, true]), ("withParam", .string(#"["x.png", 2, true]"#)),
    ]

    @Test(arguments: itemLists)
    func `runs a task once for each item`(field: String, value: JSONValue) throws {
        var run = Self.fanOut(field, value)
        try run.settle()
        let names = ["a(0:x.png)", "a(1:2)", "a(2:true)"]
        #expect(run.podNodes == names)
        #expect(run.node("a")?.type == .taskGroup)
        #expect(run.node("a")?.children == names.compactMap { run.node($0)?.id })
        #expect(
            run.node("a(1:2)")?.inputs == NodeStatus.Inputs(parameters: [Parameter(name: "key", value: "2")])
        )
        try run.succeed("a(0:x.png)", "a(1:2)")
        #expect(run.node("a")?.phase == .running)
        #expect(run.node("a")?.progress == "2/3")
        try run.succeed("a(2:true)")
        #expect(run.node("a")?.phase == .succeeded)
        #expect(run.node("a(0:x.png)")?.children == [run.node("last")?.id].compactMap(\.self))
        try run.succeed("last")
        #expect(run.workflow.status.phase == .succeeded)
    }

    @Test func `finishes the other items of a fan-out that does not fail fast`() throws {
        var run = Self.fanOut("withItems", ["x", "y"], failFast: false)
        try run.settle()
        try run.fail("a(0:x)")
        #expect(run.workflow.status.phase == .running)
        try run.succeed("a(1:y)")
        #expect(run.node("a")?.phase == .failed)
        #expect(run.node("last")?.phase == .omitted)
        #expect(run.workflow.status.phase == .failed)
    }

    @Test func `starts no further item after a failure if it fails fast`() throws {
        var run = Self.fanOut("withItems", ["x", "y", "z"])
        try run.set("parallelism", 1)
        try run.fail("a(0:x)")
        #expect(run.podNodes == ["a(0:x)"])
        #expect(run.workflow.status.phase == .failed)
    }

    @Test func `skips a fan-out without items`() throws {
        var run = Self.fanOut("withParam", "[]")
        try run.settle()
        #expect(run.node("a")?.phase == .skipped)
        #expect(run.podNodes == ["last"])
    }

    @Test(arguments: ["", "{}", "7", "[[1]]", "[{\"a\": 1}]", #"["\u007b\u007bworkflow.uid}}"]"#])
    func `refuses items that it cannot run`(items: String) throws {
        var run = Self.fanOut("withParam", .string(items))
        try run.settle()
        #expect(run.workflow.status.phase == .error)
        #expect(run.workflow.status.message?.contains("spec.templates[0].dag.tasks[0].withParam") == true)
        #expect(run.created.isEmpty)
    }

    @Test(arguments: [
        "a b", "'; rm -rf / #", "$(HOME) `id` ${IFS}", "\\\"quoted\\\"", "日本語 \u{301}", "line\nbreak\ttab",
        "{ {x} }", "}}", "",
        "\u{1F600}\u{200D}\u{7F}",
    ])
    func `passes hostile strings to the container byte for byte`(text: String) throws {
        var run = Self.fanOut("withItems", [.string(text)])
        let plan = run.plan()
        let argument = plan.creations.first?.manifest["spec"]?["containers"]?[0]?["args"]?[0]?.stringValue
        #expect(argument.map { Array($0.utf8) } == Array("--key=\(text)".utf8))
        try run.settle()
        #expect(run.workflow.status.phase == .running)
    }
}
