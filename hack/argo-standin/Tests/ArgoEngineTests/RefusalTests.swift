import ArgoEngine
import ArgoModel
import KubeCore
import Testing

@Suite struct RefusalTests {
    private static let good: JSONValue = [
        "entrypoint": "main",
        "templates": [
            ["name": "main", "dag": ["tasks": [["name": "a", "template": "step"]]]],
            ["name": "step", "container": ["image": "busybox"]],
        ],
    ]

    private static func refusal(_ spec: JSONValue) -> String? {
        let plan = Simulation(spec).plan()
        #expect(plan.creations.isEmpty)
        guard plan.status.phase == .error else { return nil }
        return plan.status.message
    }

    @Test func `accepts a Workflow with only known fields`() {
        #expect(Simulation(Self.good).plan().creations.count == 1)
    }

    private static let specFields: [(JSONValue, String)] = [
        (["onExit": "step"], "spec.onExit"),
        (["workflowTemplateRef": ["name": "x"]], "spec.workflowTemplateRef"),
        (["hostNetwork": true], "spec.hostNetwork"),
        (["volumeClaimTemplates": []], "spec.volumeClaimTemplates"),
        (["synchronization": ["mutexes": []]], "spec.synchronization"),
        (["podGC": ["strategy": "OnFullMoon"]], "spec.podGC.strategy"),
        (["podGC": ["deleteDelayDuration": "5s"]], "spec.podGC.deleteDelayDuration"),
        (["volumes": [["name": "v", "hostPath": ["path": "/"]]]], "spec.volumes[0].hostPath"),
        (["entrypoint": "nobody"], "spec.entrypoint"),
        (["arguments": ["artifacts": []]], "spec.arguments.artifacts"),
        (["podMetadata": ["labels": ["x": "{{workflow.name}}"]]], "spec.podMetadata.labels.x"),
    ]

    @Test(arguments: specFields)
    func `refuses an unknown field of the spec by its path`(change: JSONValue, path: String) {
        #expect(Self.refusal(Self.good.merging(change))?.hasPrefix("\(path): ") == true)
    }

    private static let taskFields: [(JSONValue, String)] = [
        (["when": "1 == 1"], "when"), (["continueOn": ["failed": true]], "continueOn"),
        (["templateRef": ["name": "x"]], "templateRef"), (["withSequence": ["count": "3"]], "withSequence"),
        (["hooks": [:]], "hooks"), (["depends": "a.Failed"], "depends"),
        (["dependencies": ["ghost"]], "dependencies"),
        (["dependencies": ["a"]], ""), (["template": "ghost"], "template"),
        (["withItems": [["k": "v"]]], "withItems[0]"),
        (
            ["arguments": ["parameters": [["name": "p", "value": "{{item}}"]]]],
            "arguments.parameters[0].value"
        ),
        (
            ["arguments": ["parameters": [["name": "p", "value": "{{tasks.b.outputs.result}}"]]]],
            "arguments.parameters[0].value"
        ),
        (
            ["arguments": ["parameters": [["name": "p", "value": "{{=1+1}}"]]]],
            "arguments.parameters[0].value"
        ),
        (
            ["arguments": ["parameters": [["name": "p", "valueFrom": [:]]]]],
            "arguments.parameters[0].valueFrom"
        ),
    ]

    @Test(arguments: taskFields)
    func `refuses an unknown field of a task by its path`(change: JSONValue, path: String) {
        let task: JSONValue = ["name": "a", "template": "step"]
        let spec = Self.good.merging([
            "templates": [
                ["name": "main", "dag": ["tasks": [task.merging(change)]]],
                ["name": "step", "container": ["image": "busybox"]],
            ]
        ])
        let expected = "spec.templates[0].dag.tasks[0]" + (path.isEmpty ? "" : ".\(path)")
        #expect(Self.refusal(spec)?.hasPrefix("\(expected): ") == true)
    }

    private static let namesOfDependencies = [
        ("contains", false), ("or", false), ("true", false), ("nil", false), ("1st", false),
        ("Step-contains", true), ("not-in", true), ("resize", true),
    ]

    @Test(arguments: namesOfDependencies)
    func `refuses dependencies whose names are words of Argo's expressions`(name: String, isAccepted: Bool) {
        let run = Simulation.dag([Simulation.task(name), Simulation.task("b", after: [name])])
        #expect(run.plan().status.message?.hasPrefix("spec.templates[0].dag.tasks[1].dependencies: ") != isAccepted)
        #expect((run.plan().status.phase == .running) == isAccepted)
        #expect(Simulation.dag([Simulation.task(name)]).plan().status.phase == .running)
    }

    private static let templateFields: [(JSONValue, String)] = [
        (["script": ["image": "x"]], "script"), (["steps": []], "steps"), (["sidecars": []], "sidecars"),
        (["memoize": ["key": "k"]], "memoize"), (["outputs": ["parameters": []]], "outputs.parameters"),
        (["inputs": ["artifacts": []]], "inputs.artifacts"), (["podSpecPatch": "{}"], "podSpecPatch"),
        (["container": ["image": "x", "lifecycle": [:]]], "container.lifecycle"),
        (["container": ["args": []]], "container.image"),
        (["container": ["image": "x", "args": ["{{inputs.parameters.p}}"]]], "container.args[0]"),
        (["container": ["image": "x", "args": ["{{retries}}"]]], "container.args[0]"),
        (["container": ["image": "x", "env": [["name": "A", "value": "{{"]]]], "container.env[0].value"),
        (["nodeSelector": ["{{workflow.name}}": "x"]], "nodeSelector.{{workflow.name}}"),
        (["retryStrategy": ["expression": "true"]], "retryStrategy.expression"),
        (["retryStrategy": ["retryPolicy": "OnTransientError"]], "retryStrategy.retryPolicy"),
        (["retryStrategy": ["limit": -1]], "retryStrategy.limit"),
        (["retryStrategy": ["backoff": ["duration": "soon"]]], "retryStrategy.backoff.duration"),
    ]

    @Test(arguments: templateFields)
    func `refuses an unknown field of a template by its path`(change: JSONValue, path: String) {
        let template: JSONValue = ["name": "step", "container": ["image": "busybox"]]
        let changed = template.merging(change["container"] == nil ? change : ["container": .null]).merging(
            change
        )
        let spec = Self.good.merging([
            "templates": [["name": "main", "dag": ["tasks": [["name": "a", "template": "step"]]]], changed]
        ])
        #expect(Self.refusal(spec)?.hasPrefix("spec.templates[1].\(path): ") == true)
    }

    @Test func `refuses templates that contain themselves`() {
        let spec: JSONValue = [
            "entrypoint": "main",
            "templates": [["name": "main", "dag": ["tasks": [["name": "a", "template": "main"]]]]],
        ]
        #expect(Self.refusal(spec)?.contains("contains itself") == true)
    }

    @Test func `refuses a template that is not given its parameters`() {
        let spec: JSONValue = [
            "entrypoint": "step",
            "templates": [
                [
                    "name": "step", "inputs": ["parameters": [["name": "p"]]],
                    "container": ["image": "busybox"],
                ]
            ],
        ]
        #expect(Self.refusal(spec) == "spec.arguments: the template 'step' needs a parameter 'p'")
    }

    @Test func `ends a running Workflow whose spec becomes unknown, and its pods`() throws {
        var run = Simulation(Self.good)
        try run.settle()
        try run.set("onExit", "step")
        #expect(run.workflow.status.phase == .error)
        #expect(run.root?.phase == .error)
        #expect(run.workflow.metadata.labels[ArgoNames.completedLabel] == "true")
        #expect(run.pods.isEmpty)
    }

    @Test func `ends a Workflow whose status cannot be stored`() throws {
        let items = (0..<3000).map { JSONValue.string("\($0)-" + String(repeating: "x", count: 200)) }
        var run = Simulation.dag([Simulation.task("a", ["withItems": .array(items)])])
        let plan = run.plan()
        let patch = try #require(try plan.patch(for: run.workflow, now: run.now))
        #expect(patch["status"]?["phase"] == "Error")
        #expect(patch["metadata"]?["labels"]?[ArgoNames.completedLabel] == "true")
        run.workflow.status = try JSONValue(encoding: WorkflowStatus()).merging(patch["status"] ?? [:])
            .decode()
        #expect(run.workflow.status.message?.hasPrefix("status.nodes: ") == true)
    }
}
