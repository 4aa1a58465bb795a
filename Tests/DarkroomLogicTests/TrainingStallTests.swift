import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("A TrainingRun whose trainer reports")
struct TrainingStallTests {
    /// Its container starts at noon + 60 s.
    static func running(
        _ onStall: TrainingTimeouts.StallPolicy,
        retries: Int = 1,
        startup: Int? = nil
    ) throws -> Simulation<TrainingRun> {
        try TrainingRunPlannerTests.started {
            $0.retry.limit = retries
            $0.timeouts = TrainingTimeouts(
                startupSeconds: startup,
                heartbeatSeconds: 100,
                onStall: onStall
            )
        }
    }

    @Test("has time for the first report from its container's start, and for each further one from the previous report")
    func clocks() throws {
        var simulation = try Self.running(.report, startup: 300)
        simulation.now = .noon.adding(70)
        #expect(try simulation.plan().requeueAfter == .seconds(290))
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(70)
        #expect(try simulation.plan().requeueAfter == .seconds(100))
    }

    @Test("is not stalled by a report of an earlier attempt")
    func oldReport() throws {
        var simulation = try Self.running(.fail, startup: 300)
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(-1000)
        simulation.now = .noon.adding(200)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .running)
    }

    @Test("continues when it stalls and onStall is Report")
    func report() throws {
        var simulation = try Self.running(.report)
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(100)
        simulation.now = .noon.adding(200)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .running)
        #expect(
            simulation.object.status?.message?.hasPrefix(
                "Stalled: the trainer has not reported for more than 100 s"
            ) == true
        )
        #expect(simulation.object.status?.conditions["Running"]?.reason == "Stalled")
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(199)
        try simulation.settle()
        #expect(simulation.object.status?.message == nil)
    }

    @Test("is not given up before late reports have had time to arrive, as after an outage of the API server")
    func grace() throws {
        var simulation = try Self.running(.fail)
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(100)
        simulation.now = .noon.adding(5000)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.conditions["Responsive"]?.status == .false)
        #expect(try simulation.plan().requeueAfter == .seconds(30))
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(4990)
        simulation.now = .noon.adding(5030)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.conditions["Responsive"]?.status == .true)
    }

    @Test("is restarted from its last checkpoint once the stall is recorded")
    func restart() throws {
        var simulation = try Self.running(.restart)
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(100)
        simulation.object.trainerStatus.checkpoints = TrainingCheckpoints(
            latest: TrainingCheckpoint(uri: "s3://checkpoints/3.pt")
        )
        simulation.now = .noon.adding(200)
        #expect(try simulation.settle().isEmpty)
        simulation.now = .noon.adding(230)
        #expect(try simulation.plan().writes.isEmpty)
        #expect(try simulation.settle().verbs == ["delete Job"])
        #expect(simulation.object.status?.history.map(\.reason) == ["Stalled"])
        simulation.pods = []
        simulation.now = .noon.adding(300)
        #expect(try simulation.settle().verbs == ["create Job"])
        let name = TrainingRunPlanner.jobName(for: simulation.object)
        let job = try #require(simulation.cluster.object(JobView.resource, name))
        let variables = job["spec"]?["template"]?["spec"]?["containers"]?[0]?["env"]?.arrayValue
        #expect(variables?.contains(["name": "RESUME_FROM", "value": "s3://checkpoints/3.pt"]) == true)
        #expect(simulation.object.status?.attempts == 2)
    }

    @Test(
        "that may not be restarted again fails, and its Job is deleted",
        arguments: [(0, true), (3, false)]
    )
    func fail(retries: Int, restarts: Bool) throws {
        var simulation = try Self.running(restarts ? .restart : .fail, retries: retries)
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(100)
        simulation.now = .noon.adding(200)
        try simulation.settle()
        simulation.now = .noon.adding(230)
        #expect(try simulation.settle().verbs == ["delete Job"])
        #expect(simulation.object.status?.phase == .failed)
        #expect(simulation.object.status?.conditions["Succeeded"]?.reason == "Stalled")
    }

    @Test("has ten minutes to exit after it has reported its result")
    func silentAfterEnd() throws {
        var simulation = try Self.running(.restart)
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(100)
        simulation.object.trainerStatus.result = TrainingResult(status: .succeeded, attempt: 1, time: .noon.adding(100))
        simulation.now = .noon.adding(699)
        try simulation.settle()
        #expect(simulation.object.status?.conditions["Responsive"]?.status == .true)
        simulation.now = .noon.adding(700)
        try simulation.settle()
        #expect(simulation.object.status?.message?.contains("has not exited within 600 s of its last report") == true)
        // It has succeeded, and is not restarted.
        simulation.now = .noon.adding(5000)
        #expect(try simulation.settle().isEmpty)
    }

    @Test("ends like its last container, whatever a container before a suspension reported")
    func resultBeforeSuspension() throws {
        var simulation = try Self.running(.report, retries: 0)
        simulation.object.trainerStatus.result = TrainingResult(status: .failed, attempt: 1, time: .noon.adding(-1))
        simulation.cluster.change(JobView.resource, TrainingRunPlannerTests.complete)
        try simulation.settle()
        #expect(simulation.object.status?.phase == .succeeded)
    }

    @Test(
        "ends with the result of its Job, unless the trainer reports a failure",
        arguments: [
            (true, nil, TrainingRunPhase.succeeded), (true, .succeeded, .succeeded), (true, .failed, .failed),
            (false, .succeeded, .failed), (false, .failed, .failed),
        ] as [(Bool, TrainingResult.Outcome?, TrainingRunPhase)]
    )
    func ending(exitsWell: Bool, reported: TrainingResult.Outcome?, phase: TrainingRunPhase) throws {
        var simulation = try Self.running(.report, retries: 0)
        simulation.object.trainerStatus.result = reported.map {
            TrainingResult(status: $0, attempt: 1, error: "loss is NaN")
        }
        simulation.cluster.change(
            JobView.resource,
            exitsWell
                ? TrainingRunPlannerTests.complete : TrainingRunPlannerTests.failed("BackoffLimitExceeded")
        )
        simulation.now = .noon.adding(120)
        try simulation.settle()
        #expect(simulation.object.status?.phase == phase)
        if exitsWell, reported == .failed {
            #expect(
                simulation.object.status?.message
                    == "ReportedFailure: the trainer reported that it failed: loss is NaN"
            )
        }
    }

    @Test("does not fail because of an earlier attempt's result")
    func oldResult() throws {
        var simulation = try TrainingAttemptTests.failedOnce()
        simulation.object.trainerStatus.result = TrainingResult(status: .failed, attempt: 1)
        simulation.pods = []
        simulation.now = .noon.adding(200)
        try simulation.settle()
        let name = TrainingRunPlanner.jobName(for: simulation.object)
        simulation.cluster.change(JobView.resource, named: name, TrainingRunPlannerTests.complete)
        try simulation.settle()
        #expect(simulation.object.status?.phase == .succeeded)
    }

    @Test("that was suspended after a checkpoint resumes from it, with another Job")
    func resume() throws {
        var simulation = try Self.running(.report)
        simulation.object.spec.suspend = true
        #expect(try simulation.settle().verbs == ["patch Job"])
        simulation.pods = []
        simulation.object.trainerStatus.checkpoints = TrainingCheckpoints(latest: TrainingCheckpoint(uri: "s3://c"))
        simulation.object.spec.suspend = false
        #expect(try simulation.settle().verbs == ["delete Job", "create Job"])
        #expect(simulation.object.status?.attempts == 1)
    }
}
