import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("A step of an ImagePipeline's run")
struct ImagePipelineStepTests {
    struct Node: Sendable {
        let phase: String
        var message: String?
    }

    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Phase of the Workflow.
        var run = "Running"
        /// Node of the step `resize`; nil if Argo has made none.
        var node: Node?
        /// Phase of its pod and state of its container; nil if there is none.
        var pod: (phase: String, state: JSONValue)?
        let phase: ImagePipelineStepPhase
        var message: String?
    }

    private static let exit2: JSONValue = ["terminated": ["exitCode": 2, "reason": "Error"]]
    private static let exit0: JSONValue = ["terminated": ["exitCode": 0, "reason": "Completed"]]
    private static let initializing: JSONValue = ["waiting": ["reason": "PodInitializing"]]
    private static let running: JSONValue = ["running": ["startedAt": Timestamp.noon.json]]
    private static let words = "Error: container main ended with exit code 2"

    static let examples = [
        Example(testDescription: "that Argo has not begun is pending", phase: .pending),
        Example(
            testDescription: "that starts is pending without a message",
            node: Node(phase: "Pending", message: "PodInitializing"),
            pod: ("Pending", initializing),
            phase: .pending
        ),
        Example(
            testDescription: "that starts is pending without a message, even if its pod is not known",
            node: Node(phase: "Pending", message: "ContainerCreating"),
            phase: .pending
        ),
        Example(
            testDescription: "has Argo's words while there is no pod",
            node: Node(phase: "Pending", message: "exceeded quota"),
            phase: .pending,
            message: "exceeded quota"
        ),
        Example(
            testDescription: "runs as soon as its pod does",
            node: Node(phase: "Pending", message: "Unschedulable: 0/2 nodes"),
            pod: ("Running", running),
            phase: .running
        ),
        Example(
            testDescription: "runs as soon as its pod does, before it has a node",
            pod: ("Running", running),
            phase: .running
        ),
        Example(
            testDescription: "says how its pod ended before Argo does",
            node: Node(phase: "Running"),
            pod: ("Failed", exit2),
            phase: .running,
            message: words
        ),
        Example(
            testDescription: "says how its pod ended even if Argo has not seen it start",
            node: Node(phase: "Pending", message: "PodInitializing"),
            pod: ("Failed", exit2),
            phase: .running,
            message: words
        ),
        Example(
            testDescription: "has not succeeded before Argo says so",
            node: Node(phase: "Running"),
            pod: ("Succeeded", exit0),
            phase: .running
        ),
        Example(
            testDescription: "has failed as its pod says",
            run: "Failed",
            node: Node(phase: "Failed", message: "main: Error (exit code 2)"),
            pod: ("Failed", exit2),
            phase: .failed,
            message: words
        ),
        Example(
            testDescription: "that never began is skipped when the run has ended",
            run: "Error",
            node: Node(phase: "Pending", message: "PodInitializing"),
            phase: .skipped
        ),
        Example(testDescription: "without a node is skipped when the run has ended", run: "Error", phase: .skipped),
        Example(
            testDescription: "that the end of the run has cut off has failed",
            run: "Error",
            node: Node(phase: "Running"),
            pod: ("Running", running),
            phase: .failed
        ),
        Example(
            testDescription: "whose node an ended run has left behind is what its pod was: failed",
            run: "Error",
            node: Node(phase: "Pending"),
            pod: ("Failed", exit2),
            phase: .failed,
            message: words
        ),
        Example(
            testDescription: "whose node an ended run has left behind is what its pod was: succeeded",
            run: "Error",
            node: Node(phase: "Running"),
            pod: ("Succeeded", exit0),
            phase: .succeeded
        ),
    ]

    private static func scene(_ example: Example) throws -> ImagePipelineScene {
        var scene = ImagePipelineScene()
        let status = example.node.map {
            ImagePipelineScene.node(scene.requested, "resize", $0.phase, $0.message)
        }
        try scene.add(phase: example.run, status: status ?? [:])
        if let pod = example.pod {
            scene.pods = [
                try .container(
                    "main",
                    phase: pod.phase,
                    labels: [DarkroomLabel.run: scene.requested, DarkroomLabel.step: "resize"],
                    state: pod.state
                )
            ]
        }
        return scene
    }

    @Test("is as its node and its pod show it", arguments: examples)
    func step(example: Example) throws {
        let step = try #require(try Self.scene(example).plan.status.steps.first)
        #expect(step.phase == example.phase)
        #expect(step.message == example.message)
    }

    @Test("makes the run one that runs, and explains it, before Argo has seen its pod end")
    func beforeItsNode() throws {
        let example = Example(
            testDescription: "",
            node: Node(phase: "Pending", message: "PodInitializing"),
            pod: ("Failed", Self.exit2),
            phase: .running
        )
        let status = try Self.scene(example).plan.status
        #expect(status.phase == .running)
        #expect(status.message == "step resize: \(Self.words)")
    }

    @Test("that an error of the whole run has cut off does not hide that error")
    func cutOff() throws {
        var scene = ImagePipelineScene()
        let node = ImagePipelineScene.node(scene.requested, "resize", "Running")
        try scene.add(phase: "Error", status: node.merged(with: ["message": "invalid expression"]))
        #expect(scene.plan.status.message == "invalid expression")
        #expect(scene.plan.status.steps.map(\.phase) == [.failed, .skipped])
    }

    @Test("that is tried again says how the last try ended until the next one has a pod")
    func retried() throws {
        var scene = ImagePipelineScene { $0.steps[0].retry = RetryPolicy(limit: 1) }
        try scene.add(status: ImagePipelineScene.node(scene.requested, "resize", "Running"))
        let labels = [DarkroomLabel.run: scene.requested, DarkroomLabel.step: "resize"]
        scene.pods = [try .container("main", pod: "b", phase: "Failed", labels: labels, state: Self.exit2)]
        #expect(scene.plan.status.steps.first?.phase == .running)
        #expect(scene.plan.status.steps.first?.message == Self.words)
        scene.pods.append(
            try .container("main", pod: "a", phase: "Running", labels: labels, createdAfter: 5, state: Self.running)
        )
        #expect(scene.plan.status.steps.first?.message == nil)
    }
}
