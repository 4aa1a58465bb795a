import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("The children of an InferenceService")
struct InferenceServiceStageTests {
    typealias Scene = InferenceServiceScene

    static let training = InferenceModel(trainingRun: ModelTraining(name: "digits"))

    @Test("follow the spec from the start, the Deployment with its smallest number of pods")
    func created() throws {
        let scene = Scene()
        #expect(scene.stage == .following(nil, .creating))
        #expect(scene.plan.writes.verbs == ["create Deployment", "create Service"])
        #expect(scene.plan.status.phase == .activating)
        #expect(scene.plan.status.message == "The Deployment is being created")
        #expect(try scene.plan.condition(ConditionType.ready).status == .false)
        #expect(scene.plan.requeueAfter == nil)
    }

    @Test("follow the spec while they exist, and are not written once they match it")
    func following() throws {
        var scene = Scene()
        try scene.deploy(replicas: 1, ready: 1)
        #expect(scene.stage == .following(nil, .ready))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .ready)
        #expect(try scene.plan.condition(ConditionType.ready).status == .true)
        scene.service.spec.image = "registry.example/server:2"
        #expect(scene.stage == .following(nil, .ready))
        #expect(scene.plan.writes.verbs == ["apply Deployment"])
    }

    @Test("follow the spec with the model that it resolves to")
    func model() throws {
        let scene = Scene { $0.model = InferenceModel(uri: "s3://models/a.pt") }
        let source = try #require(ModelSource(InferenceModel(uri: "s3://models/a.pt")))
        #expect(scene.stage == .following(source, .creating))
        #expect(scene.plan.writes.verbs == ["create Deployment", "create Service"])
    }

    @Test("are not created for an unacceptable spec")
    func unacceptable() throws {
        let scene = Scene { $0.accelerator = AcceleratorRequest(class: "h100") }
        #expect(scene.stage == .unacceptable(scene.observed.problems))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .failed)
        #expect(scene.plan.status.url == nil)
        #expect(try scene.plan.condition(ConditionType.accepted).reason == "UnknownAccelerator")
        #expect(scene.plan.requeueAfter == nil)
    }

    @Test("stay as they are and keep serving when the spec becomes unacceptable")
    func frozen() throws {
        var scene = Scene()
        try scene.deploy(replicas: 1, ready: 1)
        scene.service.spec.accelerator = AcceleratorRequest(class: "h100")
        scene.service.spec.scaling.minReplicas = 2
        #expect(scene.stage == .frozen(scene.observed.problems, .ready))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .ready)
        #expect(try scene.plan.condition(ConditionType.ready).status == .true)
        #expect(scene.plan.status.message?.contains("h100") == true)
    }

    @Test("are stopped even when the spec is unacceptable")
    func frozenAndStopped() throws {
        var scene = Scene()
        try scene.deploy(replicas: 1, ready: 1)
        scene.service.spec.accelerator = AcceleratorRequest(class: "h100")
        scene.service.spec.stopped = true
        #expect(scene.stage == .frozen(scene.observed.problems, .stopped(ready: 1)))
        #expect(scene.plan.writes.verbs == ["scale Deployment"])
        #expect(scene.plan.status.phase == .stopped)
    }

    @Test("are only a Service, and no Deployment, before there is a model to serve")
    func awaitingModel() throws {
        let scene = Scene { $0.model = Self.training }
        let problem = ModelProblem(
            reason: "TrainingRunNotFound",
            message: "TrainingRun digits does not exist in this namespace"
        )
        #expect(scene.stage == .awaitingModel(problem))
        #expect(scene.plan.writes.verbs == ["create Service"])
        #expect(scene.plan.status.phase == .activating)
        #expect(scene.plan.status.message == problem.message)
        #expect(try scene.plan.condition(ConditionType.ready).reason == "TrainingRunNotFound")
        #expect(scene.plan.requeueAfter == nil)
    }

    @Test("keep their model while the one that the spec asks for is not available")
    func keepingModel() throws {
        var scene = Scene()
        try scene.deploy(replicas: 0, ready: 1)
        scene.service.spec.model = Self.training
        scene.service.spec.image = "registry.example/server:2"
        #expect(scene.stage == .keepingModel(.idle(.noRoute)))
        #expect(scene.plan.writes.verbs == ["scale Deployment"])
        #expect(scene.plan.status.phase == .idle)
        #expect(try scene.plan.condition(ConditionType.modelReady).reason == "TrainingRunNotFound")
    }

    @Test("of a stopped service are stopped, whether or not there is a model")
    func stoppedWithoutModel() {
        let scene = Scene {
            $0.model = Self.training
            $0.stopped = true
        }
        #expect(scene.stage == .keepingModel(.stopped(ready: 0)))
        #expect(scene.plan.writes.verbs == ["create Service"])
        #expect(scene.plan.status.phase == .stopped)
    }

    @Test(
        "fail the service when the API server rejects one, which is tried again later, while the other is created",
        arguments: [(DeploymentView.resource, "create Service"), (ServiceView.resource, "create Deployment")]
    )
    func rejected(resource: APIResource, write: String) throws {
        var scene = Scene()
        scene.rejections = [Scene.quota(resource)]
        #expect(scene.stage == .following(nil, .creating))
        #expect(scene.plan.writes.verbs == [write])
        #expect(scene.plan.status.phase == .failed)
        #expect(try scene.plan.condition(ConditionType.ready).reason == "Forbidden")
        #expect(scene.plan.requeueAfter == .seconds(30))
    }

    @Test("leave the phase as it is when the API server rejects a change, and explain that")
    func rejectedChange() throws {
        var scene = Scene()
        try scene.deploy(replicas: 1, ready: 1)
        scene.service.spec.image = "registry.example/server:2"
        scene.rejections = [Scene.quota(DeploymentView.resource)]
        #expect(scene.plan.writes.verbs == ["apply Deployment"])
        #expect(scene.plan.status.phase == .ready)
        #expect(try scene.plan.condition(ConditionType.ready).status == .true)
        #expect(scene.plan.status.message?.contains("exceeded quota") == true)
        #expect(scene.plan.requeueAfter == .seconds(30))
    }

    @Test("fail the service if its pods cannot be reached under its name, however healthy they are")
    func withoutService() throws {
        var scene = Scene()
        try scene.deploy(replicas: 1, ready: 1)
        scene.services[0].metadata.ownerReferences = []
        #expect(scene.stage == .following(nil, .ready))
        #expect(scene.plan.writes.isEmpty)
        #expect(scene.plan.status.phase == .failed)
        #expect(scene.plan.status.url == nil)
        #expect(try scene.plan.condition(ConditionType.ready).status == .false)
        #expect(scene.plan.requeueAfter == .seconds(30))
    }

    @Test("that are being deleted are not changed until they are gone")
    func terminating() throws {
        var scene = Scene()
        try scene.deploy(replicas: 0)
        scene.deployments[0].metadata.deletionTimestamp = .noon
        scene.services[0].metadata.deletionTimestamp = .noon
        scene.service.spec.image = "registry.example/server:2"
        scene.service.spec.port = 9000
        #expect(scene.plan.writes.isEmpty)
    }
}
