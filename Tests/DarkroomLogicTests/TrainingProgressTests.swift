import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("What people see of a training's progress")
struct TrainingProgressTests {
    static func heartbeat(_ progress: Double, _ metrics: JSONValue = [:]) throws -> CallbackBody {
        try CallbackBody(.heartbeat, ["progress": .number(progress), "metrics": metrics])
    }

    @Test("has an estimate of its end, by the pace of the present attempt")
    func estimate() throws {
        var report = TrainingReport()
        report = try report.applying(Self.heartbeat(60), attempt: 2, at: .noon)
        #expect(report.estimatedCompletionTime == nil)
        report = try report.applying(Self.heartbeat(70), attempt: 2, at: .noon.adding(50))
        #expect(report.estimatedCompletionTime == .noon.adding(200))
        report = try report.applying(Self.heartbeat(70), attempt: 3, at: .noon.adding(100))
        #expect(report.estimatedCompletionTime == nil)
    }

    @Test("has none once the trainer is done")
    func done() throws {
        var report = TrainingReport()
        report = try report.applying(Self.heartbeat(10), attempt: 1, at: .noon)
        report = try report.applying(Self.heartbeat(20), attempt: 1, at: .noon.adding(10))
        report = try report.applying(
            CallbackBody(.done, ["status": "succeeded"]),
            attempt: 1,
            at: .noon.adding(11)
        )
        #expect(report.estimatedCompletionTime == nil)
        report = try report.applying(Self.heartbeat(20), attempt: 1, at: .noon.adding(12))
        #expect(report.progress == 100 && report.estimatedCompletionTime == nil)
    }

    @Test("goes on after the end that a trainer told of when it was suspended")
    func doneBeforeSuspension() throws {
        let done = try CallbackBody(.done, ["status": "failed", "error": "told to end"])
        var report = TrainingReport().applying(done, attempt: 1, at: .noon)
        report = try report.applying(Self.heartbeat(20), attempt: 1, at: .noon.adding(100))
        #expect(report.progress == 20)
    }

    @Test("forgets what it heard by a clock that was ahead")
    func clockAhead() throws {
        var report = try TrainingReport().applying(Self.heartbeat(10), attempt: 1, at: .noon.adding(3600))
        report = try report.applying(Self.heartbeat(20), attempt: 1, at: .noon)
        #expect(report.lastHeartbeat == .noon)
    }

    @Test(
        "takes no heartbeat that is older than what it has, unless that came by a clock that is ahead",
        arguments: [
            (-10, 0, true), (-10_000, 0, true), (-30, -30, true), (-100, -100, false), (0, 0, false), (5, 5, false),
        ]
            as [(Double, Double, Bool)]
    )
    func late(heartbeat: Double, now: Double, isLate: Bool) throws {
        let report = try TrainingReport().applying(Self.heartbeat(20), attempt: 1, at: .noon)
        #expect(report.isHeard(after: .noon.adding(heartbeat), now: .noon.adding(now)) == isLate)
    }

    @Test(
        "has one metric first",
        arguments: [
            (["loss": 0.5, "accuracy": 0.93127], nil, "accuracy=0.9312"),
            (["metrics/mAP50(B)": 0.5, "metrics/mAP50-95(B)": 0.25], nil, "metrics/mAP50-95(B)=0.25"),
            (["train_loss": 0.5, "val_loss": 0.75, "lr": 1], nil, "val_loss=0.75"),
            (["val_mape": 9, "accumulation_steps": 4, "valLoss": 2], nil, "valLoss=2"),
            (["mIoU": 0.5, "top1_acc": 0.75], nil, "top1_acc=0.75"),
            (["F1-score": 0.5, "grad": 2], nil, "F1-score=0.5"),
            (["b": 2, "a": 1], nil, "a=1"), (["loss": 0.5, "psnr": 31], "psnr", "psnr=31"),
            (["loss": 0.5], "psnr", nil), ([:], nil, nil),
        ] as [(JSONValue, String?, String?)]
    )
    func headline(metrics: JSONValue, wanted: String?, text: String?) throws {
        let report = try TrainingReport().applying(
            Self.heartbeat(1, metrics),
            attempt: 1,
            wantedMetric: wanted,
            at: .noon
        )
        #expect(report.metric == text)
    }

    @Test(
        "takes a checkpoint for the best by what is said, else by the name that the layout fixes",
        arguments: [
            ("s3://checkpoints/job-1/best.pt", nil, true), ("s3://checkpoints/job-1/best.pt", false, false),
            ("s3://checkpoints/job-1/last.pt", nil, false), ("s3://checkpoints/job-1/last.pt", true, true),
        ] as [(String, Bool?, Bool)]
    )
    func best(uri: String, said: Bool?, isBest: Bool) throws {
        var body: [String: JSONValue] = ["type": "checkpoint_saved", "uri": .string(uri)]
        body["best"] = said.map(JSONValue.bool)
        let report = try TrainingReport().applying(
            CallbackBody(.event, .object(body)),
            attempt: 1,
            at: .noon
        )
        #expect((report.checkpoints?.best != nil) == isBest)
    }

    @Test("has the accelerators' time, that of ended attempts only")
    func gpuSeconds() throws {
        var simulation = try TrainingRunPlannerTests.started {
            $0.ask(for: AcceleratorRequest(class: "a100", count: 2))
            $0.retry.limit = 1
        }
        #expect(simulation.object.status?.gpuSeconds == 0)
        try TrainingAttemptTests.fail(&simulation)
        #expect(simulation.object.status?.gpuSeconds == 180)
    }

    @Test("has its trace id and the way to its record in MLflow")
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
        "is lost with a file that went with its pod, so that the next attempt begins anew",
        arguments: [("/workspace/checkpoints/last.pt", nil, false), ("/workspace/checkpoints/last.pt", "disk", true)]
            as [(String, String?, Bool)]
    )
    func localCheckpoint(uri: String, claim: String?, isKept: Bool) throws {
        var run = TrainingRun.sample { $0.storage = TrainingStorage(type: .local, claimName: claim) }
        run.report.checkpoints = TrainingCheckpoints(latest: TrainingCheckpoint(uri: uri))
        let variables = try TrainingEnvironmentTests.variables(run)
        #expect((variables["RESUME_FROM"] == uri) == isKept)
    }
}
