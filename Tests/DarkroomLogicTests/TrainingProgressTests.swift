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
}
