import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("The model of an InferenceService")
struct InferenceModelStageTests {
    typealias Scene = InferenceServiceScene

    static let old = ModelVersion(uri: "s3://models/a.pt")
    static let new = ModelVersion(uri: "s3://models/b.pt")

    static func scene(replicas: Int = 1) throws -> Scene {
        var scene = Scene {
            $0.model = InferenceModel(uri: new.uri)
            $0.scaling.minReplicas = 0
        }
        try scene.deploy(replicas: replicas)
        return scene
    }

    static func stage(_ scene: Scene) -> InferenceModelStage { InferenceModelStage(scene.observed) }

    @Test("is not configured for a service that needs none")
    func notConfigured() {
        #expect(Self.stage(Scene()) == .notConfigured)
        #expect(Scene().plan.status.model == nil)
        #expect(Scene().plan.status.conditions[ConditionType.modelReady] == nil)
    }

    @Test("is unavailable before its training has a checkpoint")
    func unavailable() throws {
        var scene = Scene { $0.model = InferenceModel(trainingRun: ModelTraining(name: "digits")) }
        scene.trainingRun = .sample()
        let problem = ModelProblem(
            reason: "NoCheckpoint",
            message: "TrainingRun digits has not reported its best checkpoint yet"
        )
        #expect(Self.stage(scene) == .unavailable(problem))
        #expect(try scene.plan.condition(ConditionType.modelReady).reason == "NoCheckpoint")
    }

    @Test("is not changed by an unacceptable spec")
    func unchanged() throws {
        var scene = try Self.scene()
        let before = Condition(type: ConditionType.modelReady, status: .true, reason: "Loaded")
        scene.service.status = InferenceServiceStatus(
            model: InferenceModelStatus(serving: Self.old),
            conditions: [before]
        )
        scene.service.spec.accelerator = AcceleratorRequest(class: "h100")
        #expect(Self.stage(scene) == .unchanged)
        #expect(scene.plan.status.model == InferenceModelStatus(serving: Self.old))
        #expect(try scene.plan.condition(ConditionType.modelReady).reason == "Loaded")
    }

    @Test("is loading until the first pod is ready, with the reason for the delay")
    func loading() throws {
        var scene = try Self.scene()
        #expect(Self.stage(scene) == .loading(Self.new, nil))
        #expect(scene.plan.status.model == InferenceModelStatus(loading: Self.new))
        #expect(try scene.plan.condition(ConditionType.modelReady).reason == "Loading")
        try scene.addPod("new", isReady: false, status: InferenceWorkloadTests.broken)
        #expect(Self.stage(scene) == .loading(Self.new, InferenceWorkloadTests.brokenDiagnosis))
        #expect(try scene.plan.condition(ConditionType.modelReady).reason == "ErrImagePull")
    }

    @Test("is loaded when a pod serves it and no pod serves another model")
    func loaded() throws {
        var scene = try Self.scene()
        try scene.addPod("new", isReady: true)
        #expect(Self.stage(scene) == .loaded(Self.new))
        #expect(scene.plan.status.model == InferenceModelStatus(serving: Self.new))
        #expect(try scene.plan.condition(ConditionType.modelReady).status == .true)
    }

    @Test("replaces the previous model while only pods with the previous one are ready")
    func replacing() throws {
        var scene = try Self.scene()
        try scene.addPod("old", isReady: true, of: Self.old)
        #expect(Self.stage(scene) == .replacing(Self.old, with: Self.new, nil))
        #expect(scene.plan.status.model == InferenceModelStatus(serving: Self.old, loading: Self.new))
        #expect(try scene.plan.condition(ConditionType.modelReady).reason == "Loading")
        try scene.addPod("new", isReady: false, status: InferenceWorkloadTests.broken)
        #expect(Self.stage(scene) == .replacing(Self.old, with: Self.new, InferenceWorkloadTests.brokenDiagnosis))
        #expect(try scene.plan.condition(ConditionType.modelReady).reason == "ErrImagePull")
    }

    @Test("is rolling out while pods with it and pods with the previous model are ready")
    func rollingOut() throws {
        var scene = try Self.scene()
        try scene.addPod("old", isReady: true, of: Self.old)
        try scene.addPod("new", isReady: true)
        #expect(Self.stage(scene) == .rollingOut(from: Self.old, to: Self.new))
        #expect(scene.plan.status.model == InferenceModelStatus(serving: Self.old, loading: Self.new))
        #expect(try scene.plan.condition(ConditionType.modelReady).reason == "RollingOut")
    }

    @Test(
        "is what the next pod loads while the service is scaled to zero, as ready as it was before",
        arguments: [(old, false), (new, true)]
    )
    func scaledToZero(served: ModelVersion, hasBeenLoaded: Bool) throws {
        var scene = try Self.scene(replicas: 0)
        scene.service.status = InferenceServiceStatus(
            model: InferenceModelStatus(serving: served),
            conditions: [Condition(type: ConditionType.modelReady, status: .true, reason: "Loaded")]
        )
        #expect(Self.stage(scene) == .scaledToZero(Self.new, hasBeenLoaded: hasBeenLoaded))
        #expect(scene.plan.status.model == InferenceModelStatus(serving: Self.new))
        #expect(
            try scene.plan.condition(ConditionType.modelReady).status == (hasBeenLoaded ? .true : .unknown)
        )
    }

    @Test("is not ready when a newer checkpoint cannot be fetched, whatever the state of the pods")
    func fallback() throws {
        var scene = Scene { $0.model = InferenceModel(trainingRun: ModelTraining(name: "digits")) }
        scene.trainingRun = InferenceTrainingTests.run(best: InferenceTrainingTests.checkpoint(1))
        try scene.deploy(replicas: 1)
        try scene.addPod("first", isReady: true)
        scene.trainingRun = InferenceTrainingTests.run(best: InferenceTrainingTests.checkpoint(2, uri: "/local"))
        #expect(Self.stage(scene) == .loaded(InferenceTrainingTests.version(1)))
        #expect(scene.plan.writes.isEmpty)
        let condition = try scene.plan.condition(ConditionType.modelReady)
        #expect(condition.status == .false)
        #expect(condition.reason == "UnusableCheckpoint")
        #expect(condition.message.hasSuffix("; the previous checkpoint is served meanwhile"))
    }
}
