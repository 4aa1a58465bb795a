import ArgoModel
import Testing

@Suite struct ArgoNamesTests {
    // The second is from the status of a Workflow that a real Argo ran.
    @Test(arguments: [
        ("hello", "hello", "hello"),
        ("many-items-z26lj", "many-items-z26lj[0].sleep(4:four)", "many-items-z26lj-3491220632"),
    ])
    func `derives node ids as Argo does`(workflow: String, node: String, id: String) {
        #expect(ArgoNames.nodeID(workflow: workflow, node: node) == id)
    }

    @Test func `names pods after workflow, template and node`() {
        #expect(ArgoNames.pod(workflow: "wf", template: "step", node: "wf.a") == "wf-step-2962115457")
        #expect(ArgoNames.pod(workflow: "wf", template: "step", node: "wf") == "wf")
    }

    @Test func `cuts a long pod name before its hash`() {
        let name = ArgoNames.pod(
            workflow: String(repeating: "w", count: 63),
            template: String(repeating: "t", count: 200),
            node: "x"
        )
        #expect(name.utf8.count <= 253)
        #expect(name.contains("t-"))
    }

    @Test(arguments: [("a", "task(3:a)"), ("a(b)c", "task(3:abc)"), ("", "task(3:)")])
    func `names the tasks of a fan-out`(item: String, expected: String) {
        #expect(ArgoNames.fanOutTask("task", index: 3, item: item) == expected)
    }
}
