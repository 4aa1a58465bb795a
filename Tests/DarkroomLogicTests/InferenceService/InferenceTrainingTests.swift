import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("An InferenceService whose model a TrainingRun trains")
struct InferenceTrainingTests {
    static let storage = TrainingStorage(
        type: .minio,
        endpoint: "http://minio:9000",
        credentialsSecretRef: StorageCredentials(name: "keys")
    )

    static func checkpoint(_ epoch: Int, uri: String = "s3://checkpoints/best.pt") -> TrainingCheckpoint {
        TrainingCheckpoint(uri: uri, epoch: epoch, time: .noon.adding(Double(epoch)))
    }

    static func version(_ epoch: Int) -> ModelVersion {
        ModelVersion(uri: "s3://checkpoints/best.pt", epoch: epoch, time: .noon.adding(Double(epoch)))
    }

    static func run(best: TrainingCheckpoint?, latest: TrainingCheckpoint? = nil) -> TrainingRun {
        var run = TrainingRun.sample { $0.storage = storage }
        run.trainerStatus.checkpoints = TrainingCheckpoints(latest: latest ?? best, best: best)
        return run
    }

    static func simulation(_ run: TrainingRun?) throws -> Simulation<InferenceService> {
        var simulation = Simulation(
            InferenceService.sample { $0.model = InferenceModel(trainingRun: ModelTraining(name: "digits")) }
        )
        simulation.configuration.pods.toolImage = InferenceModelTests.image
        simulation.trainingRun = run
        try simulation.settle()
        return simulation
    }

    static func condition(_ simulation: Simulation<InferenceService>) throws -> Condition {
        try #require(simulation.object.status?.conditions["ModelReady"])
    }

    @Test("has no pods before there is a checkpoint, and reports what it is waiting for")
    func missing() throws {
        var simulation = try Self.simulation(nil)
        #expect(simulation.cluster.object(DeploymentView.resource, "segment") == nil)
        #expect(try Self.condition(simulation).reason == "TrainingRunNotFound")
        simulation.trainingRun = Self.run(best: nil)
        try simulation.settle()
        #expect(try Self.condition(simulation).reason == "NoCheckpoint")
        #expect(simulation.object.status?.phase == .activating)
        #expect(simulation.object.status?.message == "TrainingRun digits has not reported its best checkpoint yet")
        simulation.trainingRun = Self.run(best: Self.checkpoint(1))
        #expect(try simulation.settle().verbs == ["create Deployment"])
    }

    @Test("fetches the best checkpoint, with the credentials of the TrainingRun")
    func fetch() throws {
        let simulation = try Self.simulation(Self.run(best: Self.checkpoint(3), latest: Self.checkpoint(5)))
        let pod = try InferenceModelTests.template(simulation)["spec"]
        #expect(pod?["initContainers"]?[0]?["args"]?[2] == "s3://checkpoints/best.pt")
        let names = pod?["initContainers"]?[0]?["env"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        #expect(
            names == ["STORAGE_TYPE", "R2_ENDPOINT", "R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
        )
        #expect(pod?["containers"]?[0]?["env"] == [["name": "MODEL_PATH", "value": "/models/best.pt"]])
        #expect(simulation.object.status?.model?.loading == Self.version(3))
    }

    @Test("rolls out a better checkpoint, even at the same address, and changes nothing else")
    func better() throws {
        var simulation = try Self.simulation(Self.run(best: Self.checkpoint(1)))
        let first = try InferenceModelTests.pod("first", of: simulation)
        simulation.pods = [first]
        try simulation.settle()
        simulation.trainingRun = Self.run(best: Self.checkpoint(1), latest: Self.checkpoint(2))
        #expect(try simulation.settle().isEmpty)
        simulation.trainingRun = Self.run(best: Self.checkpoint(3))
        #expect(try simulation.settle().verbs == ["apply Deployment"])
        #expect(
            simulation.object.status?.model
                == InferenceModelStatus(serving: Self.version(1), loading: Self.version(3))
        )
    }

    @Test("lets one version load before it rolls out the next")
    func order() throws {
        var simulation = try Self.simulation(Self.run(best: Self.checkpoint(1)))
        let first = try InferenceModelTests.pod("first", of: simulation)
        simulation.pods = [first]
        simulation.trainingRun = Self.run(best: Self.checkpoint(2))
        try simulation.settle()
        simulation.pods = [first, try InferenceModelTests.pod("second", of: simulation, isReady: false)]
        simulation.trainingRun = Self.run(best: Self.checkpoint(3))
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.model?.loading == Self.version(2))
        simulation.pods = [try InferenceModelTests.pod("second", of: simulation)]
        #expect(try simulation.settle().verbs == ["apply Deployment"])
        #expect(simulation.object.status?.model?.loading == Self.version(3))
    }

    @Test("rolls out the next version at once when the previous one fails to load")
    func brokenVersion() throws {
        var simulation = try Self.simulation(Self.run(best: Self.checkpoint(1)))
        let first = try InferenceModelTests.pod("first", of: simulation)
        simulation.pods = [first]
        simulation.trainingRun = Self.run(best: Self.checkpoint(2))
        try simulation.settle()
        let waiting: JSONValue = ["waiting": ["reason": "CrashLoopBackOff"]]
        let broken = try InferenceModelTests.pod(
            "second",
            of: simulation,
            isReady: false,
            status: ["containerStatuses": [["name": "server", "state": waiting]]]
        )
        simulation.pods = [first, broken]
        try simulation.settle()
        #expect(try Self.condition(simulation).reason == "CrashLoopBackOff")
        simulation.trainingRun = Self.run(best: Self.checkpoint(3))
        #expect(try simulation.settle().verbs == ["apply Deployment"])
    }

    @Test("rolls out the next version when the previous one hangs while it loads")
    func hangingVersion() throws {
        var simulation = try Self.simulation(Self.run(best: Self.checkpoint(1)))
        let first = try InferenceModelTests.pod("first", of: simulation)
        simulation.pods = [first]
        simulation.trainingRun = Self.run(best: Self.checkpoint(2))
        try simulation.settle()
        simulation.pods = [first, try InferenceModelTests.pod("second", of: simulation, isReady: false)]
        simulation.trainingRun = Self.run(best: Self.checkpoint(3))
        #expect(try simulation.settle().isEmpty)
        let stuck: JSONValue = ["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"]
        simulation.cluster.change(DeploymentView.resource, ["status": ["conditions": [stuck]]])
        #expect(try simulation.settle().verbs == ["apply Deployment"])
    }

    @Test("keeps its checkpoint when the TrainingRun is deleted")
    func gone() throws {
        var simulation = try Self.simulation(Self.run(best: Self.checkpoint(1)))
        simulation.pods = [try InferenceModelTests.pod("first", of: simulation)]
        try simulation.settle()
        simulation.trainingRun = nil
        #expect(try simulation.settle().isEmpty)
        #expect(try Self.condition(simulation).status == .true)
        simulation.object.spec.image = "registry.example/server:2"
        #expect(try simulation.settle().verbs == ["apply Deployment"])
        let pod = try InferenceModelTests.template(simulation)["spec"]
        #expect(pod?["initContainers"]?[0]?["args"]?[2] == "s3://checkpoints/best.pt")
        #expect(pod?["initContainers"]?[0]?["env"]?.arrayValue?.count == 5)
    }

    @Test("does not use the checkpoint of the TrainingRun that it followed previously")
    func otherTraining() throws {
        var simulation = try Self.simulation(Self.run(best: Self.checkpoint(1)))
        simulation.object.spec.model = InferenceModel(trainingRun: ModelTraining(name: "letters"))
        simulation.trainingRun = nil
        #expect(try simulation.settle().isEmpty)
        #expect(try Self.condition(simulation).reason == "TrainingRunNotFound")
    }

    @Test(
        "keeps its checkpoint when the next one cannot be fetched",
        arguments: ["/workspace/checkpoints/best.pt", "file:///etc/shadow", "s3://a b", "--directory=/"]
    )
    func unusable(uri: String) throws {
        var simulation = try Self.simulation(Self.run(best: Self.checkpoint(1)))
        simulation.pods = [try InferenceModelTests.pod("first", of: simulation)]
        try simulation.settle()
        simulation.trainingRun = Self.run(best: Self.checkpoint(2, uri: uri))
        #expect(try simulation.settle().isEmpty)
        #expect(try Self.condition(simulation).reason == "UnusableCheckpoint")
        #expect(simulation.object.status?.model?.serving == Self.version(1))
    }

    @Test("uses the last checkpoint of a TrainingRun that marked none as the best, once it has succeeded")
    func unmarked() throws {
        var run = Self.run(best: nil, latest: Self.checkpoint(9))
        #expect(try Self.condition(try Self.simulation(run)).reason == "NoCheckpoint")
        run.status = TrainingRunStatus(phase: .succeeded)
        #expect(try Self.simulation(run).object.status?.model?.loading == Self.version(9))
    }
}
