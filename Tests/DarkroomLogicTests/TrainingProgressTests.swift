import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("The reported progress of a training")
struct TrainingProgressTests {
    @Test("has the accelerator time of ended attempts only")
    func gpuSeconds() throws {
        var simulation = try TrainingRunPlannerTests.started {
            $0.ask(for: AcceleratorRequest(class: "a100", count: 2))
            $0.retry.limit = 1
        }
        #expect(simulation.object.status?.gpuSeconds == 0)
        try TrainingAttemptTests.fail(&simulation)
        #expect(simulation.object.status?.gpuSeconds == 180)
    }

    @Test("has the trace id and the address of the run's record in MLflow")
    func links() throws {
        var simulation = Simulation(
            TrainingRun.sample { $0.tracking.mlflow = MLflowTracking(trackingURI: "https://mlflow.example/") }
        )
        try simulation.settle()
        let status = try #require(simulation.object.status)
        #expect(status.traceID == simulation.object.traceID)
        #expect(status.tracking?.mlflow?.url == "https://mlflow.example/#/experiments")
        #expect(status.tracking?.mlflow?.filter.contains(simulation.object.metadata.uid) == true)
    }

    @Test(
        "is lost with a file that was deleted with its pod, so that the next attempt starts from the beginning",
        arguments: [("/workspace/checkpoints/last.pt", nil, false), ("/workspace/checkpoints/last.pt", "disk", true)]
            as [(String, String?, Bool)]
    )
    func localCheckpoint(uri: String, claim: String?, isKept: Bool) throws {
        var run = TrainingRun.sample { $0.storage = TrainingStorage(type: .local, claimName: claim) }
        run.trainerStatus.checkpoints = TrainingCheckpoints(latest: TrainingCheckpoint(uri: uri))
        let variables = try TrainingEnvironmentTests.variables(run)
        #expect((variables["RESUME_FROM"] == uri) == isKept)
    }

    @Test("causes no write of the operator's while its metrics are finite, and a condition once one is not")
    func notFinite() throws {
        var simulation = try TrainingRunPlannerTests.started()
        let healthy = simulation.object.status
        simulation.object.trainerStatus.metrics = ["loss": "0.41"]
        try simulation.settle()
        #expect(simulation.object.status == healthy)
        simulation.object.trainerStatus.metrics = ["loss": "NaN", "lr": "0.1", "norm": "-Infinity"]
        try simulation.settle()
        let condition = try #require(simulation.object.status?.conditions["MetricsFinite"])
        #expect(condition.status == .false && condition.reason == "NotFinite")
        #expect(condition.message.contains("loss=NaN and norm=-Infinity;"))
        #expect(simulation.object.status?.phase == .running)
        simulation.object.trainerStatus.metrics = ["loss": "0.41"]
        try simulation.settle()
        #expect(simulation.object.status?.conditions["MetricsFinite"]?.status == .true)
    }

    @Test("names only some of many metrics that are not finite")
    func manyNotFinite() throws {
        var simulation = try TrainingRunPlannerTests.started()
        for index in 10..<30 { simulation.object.trainerStatus.metrics["iou.\(index)"] = "NaN" }
        try simulation.settle()
        let message = simulation.object.status?.conditions["MetricsFinite"]?.message
        #expect(message?.contains("iou.13=NaN, iou.14=NaN and 15 more;") == true, "\(message ?? "")")
    }
}
