import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("The Workflow of an ImagePipeline")
struct ImagePipelineManifestTests {
    @Test("is a graph of container templates that Argo accepts")
    func workflow() throws {
        let pipeline = ImagePipeline.sample {
            $0.steps[1].retry = RetryPolicy(limit: 2)
            $0.steps[1].timeoutSeconds = 60
            $0.steps[1].args = ["run"]
            $0.steps[1].parameters = ["width": 640, "b": "x y", "keep": true]
            $0.runPolicy.retryLimit = 0
            $0.runPolicy.parallelism = 3
        }
        let body = try #require(ChildRenderer.render(pipeline, OperatorConfiguration()).children.first).body
        let spec = try #require(body["spec"])
        #expect(spec["entrypoint"] == "Pipeline")
        #expect(spec["parallelism"] == 3)
        #expect(spec["podMetadata"]?["labels"]?["darkroom.dev/run"] == body["metadata"]?["name"])
        // No default of Argo's controller may remove a run or a pod.
        let seconds: JSONValue = 315_360_000
        #expect(
            spec["ttlStrategy"] == [
                "secondsAfterCompletion": seconds, "secondsAfterSuccess": seconds, "secondsAfterFailure": seconds,
            ]
        )
        #expect(
            spec["podGC"] == [
                "strategy": "OnWorkflowCompletion",
                "labelSelector": ["matchLabels": ["darkroom.dev/removable": "true"]],
            ]
        )
        #expect(
            spec["templates"]?[0] == [
                "name": "Pipeline",
                "dag": [
                    "failFast": false,
                    "tasks": [
                        ["name": "resize", "template": "resize"],
                        ["name": "embed", "template": "embed", "dependencies": ["resize"]],
                    ],
                ],
            ]
        )
        let embed = try #require(spec["templates"]?[2])
        #expect(embed["container"]?["args"] == ["run", "--b=x y", "--keep=true", "--width=640"])
        #expect(embed["container"]?["name"] == nil)
        #expect(embed["retryStrategy"] == ["limit": 2, "retryPolicy": "Always"])
        #expect(embed["activeDeadlineSeconds"] == 60)
        #expect(embed["metadata"] == ["labels": ["darkroom.dev/step": "embed"]])
        #expect(spec["templates"]?[1]?["retryStrategy"] == nil)
    }

    @Test("follows the configuration of Argo's installation")
    func installation() throws {
        var configuration = OperatorConfiguration()
        configuration.argo.instanceID = "gpu"
        configuration.argo.serviceAccountName = "pipelines"
        configuration.argo.executorServiceAccountName = "executor"
        let body = try #require(ChildRenderer.render(ImagePipeline.sample(), configuration).children.first)
            .body
        #expect(body["metadata"]?["labels"]?["workflows.argoproj.io/controller-instanceid"] == "gpu")
        #expect(body["spec"]?["serviceAccountName"] == "pipelines")
        #expect(body["spec"]?["automountServiceAccountToken"] == false)
        #expect(body["spec"]?["executor"] == ["serviceAccountName": "executor"])
    }

    @Test(
        "has task names that can stand in Argo's expressions, and that are recognised later",
        arguments: ["1st", "2026"] + ImagePipelineTaskName.expressionWords.sorted()
    )
    func taskNames(step: String) throws {
        var lab = try ImagePipelinePlannerTests.created {
            $0.steps[0].name = step
            $0.steps[1].dependsOn = [step]
        }
        let body = try #require(ChildRenderer.render(lab.object, OperatorConfiguration()).children.first).body
        let tasks = body["spec"]?["templates"]?[0]?["dag"]?["tasks"]
        #expect(tasks?[0] == ["name": .string("Step-\(step)"), "template": .string(step)])
        #expect(tasks?[1]?["dependencies"] == [.string("Step-\(step)")])
        try lab.report("Running", steps: ["Step-\(step)": ("Succeeded", nil), "embed": ("Running", nil)])
        try lab.settle()
        #expect(lab.object.status?.steps.map(\.phase) == [.succeeded, .running])
        #expect(lab.object.status?.steps.first?.name == step)
    }

    @Test(
        "keeps the names of all other steps",
        arguments: ["not-in", "contains-nothing", "or1", "nan", "all", "filter"]
    )
    func ordinaryNames(step: String) { #expect(ImagePipelineTaskName.task(of: step) == step) }

    @Test("of an earlier release, whose tasks have the names of their steps, is still read")
    func earlierRelease() throws {
        var lab = try ImagePipelinePlannerTests.created {
            $0.steps[0].name = "contains"
            $0.steps[1].dependsOn = []
        }
        try lab.report("Running", steps: ["contains": ("Succeeded", nil), "embed": ("Running", nil)])
        try lab.settle()
        #expect(lab.object.status?.steps.map(\.phase) == [.succeeded, .running])
    }
}
