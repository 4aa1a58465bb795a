import DarkroomAPI
import KubeCore
import Testing

/// Servers fill in defaults; `darkroom render` reads a user's manifest and must produce the same result.
@Suite("A field that a manifest leaves out has its default")
struct DefaultsTests {
    @Test("in an ImagePipeline")
    func imagePipeline() throws {
        let pipeline: ImagePipeline = try decode(
            resourceJSON(spec: #"{"steps": [{"name": "a", "image": "i"}]}"#)
        )
        #expect(pipeline.spec == ImagePipelineSpec(steps: [ImagePipelineStep(name: "a", image: "i")]))
        #expect(pipeline.spec.runPolicy.concurrencyPolicy == .replace)
        #expect(pipeline.spec.runPolicy.historyLimit == 3)
        #expect(pipeline.status == nil)
    }

    @Test("in a TrainingRun")
    func trainingRun() throws {
        let run: TrainingRun = try decode(resourceJSON(spec: #"{"image": "i"}"#))
        #expect(run.spec == TrainingRunSpec(image: "i"))
        #expect(run.spec.retry.limit == 0)
        #expect(run.spec.accelerator == nil)
    }

    @Test("in an InferenceService")
    func inferenceService() throws {
        let service: InferenceService = try decode(resourceJSON(spec: #"{"image": "i"}"#))
        #expect(service.spec == InferenceServiceSpec(image: "i"))
        #expect(service.spec.port == 8080)
        #expect(service.spec.scaling == InferenceScaling(minReplicas: 0, maxReplicas: 1))
        #expect(service.spec.probes.path == nil)
        #expect(service.spec.model == nil)
        #expect(service.spec.routes.isEmpty)
    }

    @Test("in a nested object that is given in part")
    func nested() throws {
        let service: InferenceService = try decode(
            resourceJSON(
                spec: #"{"image": "i", "scaling": {"maxReplicas": 3}, "accelerator": {"class": "t4"}}"#
            )
        )
        #expect(service.spec.scaling == InferenceScaling(minReplicas: 0, maxReplicas: 3))
        #expect(service.spec.accelerator == AcceleratorRequest(class: "t4", count: 1))
    }

    @Test("and so does a field that is null")
    func null() throws {
        let run: TrainingRun = try decode(
            resourceJSON(
                spec: #"{"image": "i", "retry": null, "args": null, "hyperparameters": {"a": null}}"#
            )
        )
        #expect(run.spec == TrainingRunSpec(image: "i"))
    }
}
