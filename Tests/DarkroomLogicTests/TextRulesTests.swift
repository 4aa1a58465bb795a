import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("Text that a status repeats")
struct TextRulesTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let value: String
        /// Nil for a value that is accepted.
        let words: String?
    }

    static let annotations = [
        Example(testDescription: "an ordinary value", value: "again-1", words: nil),
        Example(testDescription: "the longest", value: String(repeating: "é", count: 253), words: nil),
        Example(
            testDescription: "a longer one",
            value: String(repeating: "x", count: 254),
            words: "has 254 bytes; it may have at most 253 characters"
        ),
        Example(
            testDescription: "a huge one",
            value: String(repeating: "x", count: 200_000),
            words: "has 200000 bytes; it may have at most 253 characters"
        ),
        Example(
            testDescription: "one character of many code points",
            value: "e" + String(repeating: "\u{301}", count: 300),
            words: "at most 253 characters"
        ),
        Example(testDescription: "a line break", value: "a\nb", words: "contains the control character U+000A"),
        Example(testDescription: "an escape", value: "\u{1B}[31m", words: "contains the control character U+001B"),
        Example(testDescription: "a C1 character", value: "\u{85}", words: "contains the control character U+0085"),
    ]

    @Test(
        "is bounded in the annotation of a pipeline, or the run is not started and the status says why",
        arguments: annotations
    )
    func rerunToken(example: Example) throws {
        var simulation = Simulation(ImagePipeline.sample())
        simulation.object.metadata.annotations = [DarkroomAnnotation.runID: example.value]
        let writes = try simulation.settle()
        let accepted = try #require(simulation.object.status?.conditions[ConditionType.accepted])
        #expect(writes.verbs == (example.words == nil ? ["create Workflow"] : []))
        #expect(accepted.reason == (example.words == nil ? "Accepted" : "InvalidAnnotation"))
        if let words = example.words {
            #expect(accepted.message.contains("metadata.annotations[darkroom.dev/run-id]: "))
            #expect(accepted.message.contains(words))
        }
    }

    @Test("is bounded in the annotation of a training", arguments: annotations)
    func traceID(example: Example) throws {
        var simulation = Simulation(TrainingRun.sample())
        simulation.object.metadata.annotations = [DarkroomAnnotation.traceID: example.value]
        let accepted = try simulation.plan().condition(ConditionType.accepted)
        #expect(accepted.reason == (example.words == nil ? "Accepted" : "InvalidAnnotation"))
        if let words = example.words { #expect(accepted.message.contains(words)) }
    }

    @Test("is cut in the status of a run that an earlier release started by too long a token")
    func started() throws {
        var scene = ImagePipelineScene()
        scene.pipeline.metadata.annotations = [DarkroomAnnotation.runID: String(repeating: "x", count: 200_000)]
        try scene.add()
        #expect(scene.plan.status.run?.runID?.count == 253)
        #expect(scene.plan.status.conditions[ConditionType.accepted]?.status == .true)
    }

    @Test("is not taken from what others have written on a child")
    func children() throws {
        var scene = TrainingRunScene()
        try scene.addJob([
            "metadata": ["annotations": [DarkroomAnnotation.specHash: .string(String(repeating: "x", count: 65))]]
        ])
        #expect((TrainingRunPlanner.plan(scene.observation).status.specHash ?? "").count <= 64)
        let versions = [
            ModelVersion(uri: "s3://" + String(repeating: "x", count: 40_000)),
            ModelVersion(uri: "s3://" + String(repeating: "x", count: 2048)), ModelVersion(uri: ""),
            ModelVersion(uri: "s3://models/a", epoch: -1),
        ]
        for version in versions {
            var metadata = ObjectMeta(name: "pod")
            metadata.annotations = [DarkroomAnnotation.model: version.record]
            #expect(ModelVersion(DarkroomAnnotation.model, of: metadata) == nil)
        }
    }

    @Test("has no control characters in the short fields of a run")
    func training() throws {
        let changes: [(String, @Sendable (inout TrainingRunSpec) -> Void)] = [
            ("spec.model", { $0.model = "a\u{0}b" }),
            ("spec.taskType", { $0.taskType = "a\tb" }),
            ("spec.metric", { $0.metric = "\u{7F}" }),
            ("spec.tracking.mlflow.tags.a", { $0.tracking.mlflow = MLflowTracking(tags: ["a": "x\ny"]) }),
            ("spec.podLabels.team", { $0.podLabels = ["team": "x\ny"] }),
        ]
        for (path, change) in changes {
            let problems = TrainingRunRules.text.problems(.sample(change), OperatorConfiguration())
            #expect(problems.map(\.path) == [path])
            #expect(problems.first?.reason == .invalidText)
        }
    }

    @Test("may have any characters where a container gets it byte for byte")
    func longTexts() {
        let text = "line\nbreak\t\u{1B}"
        let run = TrainingRun.sample {
            $0.command = [text]
            $0.args = [text]
            $0.env = [EnvironmentVariable(name: "A", value: text)]
            $0.hyperparameters = ["a": .string(text)]
            $0.podAnnotations = ["example.com/a": text]
        }
        #expect(TrainingRunRules.text.problems(run, OperatorConfiguration()).isEmpty)
        let pipeline = ImagePipeline.sample {
            $0.steps[0].command = [text]
            $0.steps[0].parameters = ["a": .string(text)]
        }
        #expect(ImagePipelineRules.text.problems(pipeline, OperatorConfiguration()).isEmpty)
    }
}
