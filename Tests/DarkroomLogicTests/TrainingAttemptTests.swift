import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("Attempts of a TrainingRun")
struct TrainingAttemptTests {
    typealias Run = TrainingRunPlannerTests

    /// Ends the current attempt's container for lack of memory, 90 s after noon.
    static func fail(_ simulation: inout Simulation<TrainingRun>) throws {
        let name = TrainingRunPlanner.jobName(for: simulation.object)
        simulation.cluster.change(JobView.resource, named: name, Run.failed("BackoffLimitExceeded"))
        simulation.pods = [try Run.outOfMemory("pod")]
        try simulation.settle()
    }

    /// A run whose first attempt has failed.
    static func failedOnce(
        limit: Int = 2,
        _ change: (inout TrainingRunSpec) -> Void = { _ in }
    ) throws -> Simulation<TrainingRun> {
        var simulation = try Run.started {
            $0.retry.limit = limit
            change(&$0)
        }
        try fail(&simulation)
        return simulation
    }

    @Test("have one Job each, which runs its pod once")
    func oneJobEach() throws {
        var simulation = try Self.failedOnce()
        simulation.now = .noon.adding(200)
        #expect(try simulation.settle().verbs == ["create Job"])
        let names = try simulation.cluster.all(JobView.self).map(\.metadata.name)
        #expect(names.map { $0.suffix(2) } == ["-1", "-2"])
        let limits = names.map { simulation.cluster.object(JobView.resource, $0)?["spec"]?["backoffLimit"] }
        #expect(limits == [0, 0])
        #expect(simulation.object.status?.attempts == 2)
        #expect(try simulation.settle().isEmpty)
    }

    @Test("that failed are recorded with their node, times and cause")
    func history() throws {
        let simulation = try Self.failedOnce()
        let attempt = try #require(simulation.object.status?.history.first)
        #expect(attempt.number == 1)
        #expect(attempt.job?.hasSuffix("-1") == true)
        #expect(attempt.node == "gpu-1")
        #expect(attempt.startTime == .noon)
        #expect(attempt.completionTime == .noon.adding(90))
        #expect(attempt.reason == "OOMKilled")
        #expect(attempt.exitCode == 137)
    }

    @Test("that failed wait for a limited time for their pod's status, which may arrive after the Job's")
    func lateNews() throws {
        var simulation = try Run.started()
        let end = Timestamp.noon.adding(90)
        let running = simulation.pods
        let failed: JSONValue = [
            "status": [
                "conditions": [
                    [
                        "type": "Failed", "status": "True", "reason": "BackoffLimitExceeded",
                        "lastTransitionTime": end.json,
                    ]
                ]
            ]
        ]
        simulation.now = end
        simulation.cluster.change(JobView.resource, failed)
        try simulation.settle()
        #expect(simulation.object.status?.phase == .running)
        #expect(simulation.object.status?.history == [])
        #expect(try simulation.plan().requeueAfter == .seconds(10))

        var informed = simulation
        informed.pods = [try Run.outOfMemory("pod")]
        try informed.settle()
        #expect(informed.object.status?.history.map(\.reason) == ["OOMKilled"])

        simulation.pods = running
        simulation.now = end.adding(10)
        try simulation.settle()
        #expect(simulation.object.status?.history.map(\.reason) == ["BackoffLimitExceeded"])
    }

    @Test(
        "are further and further apart after each failure",
        arguments: [(1, 10), (2, 20), (3, 40), (6, 320), (7, 360), (10, 360)]
    )
    func backoff(failures: Int, seconds: Int) throws {
        var simulation = try Run.started { $0.retry.limit = 10 }
        for _ in 1..<failures {
            try Self.fail(&simulation)
            simulation.pods = []
            simulation.now = simulation.now.adding(1000)
            try simulation.settle()
        }
        simulation.now = .noon.adding(90)
        try Self.fail(&simulation)
        #expect(try simulation.plan().requeueAfter == .seconds(seconds))
        simulation.now = .noon.adding(90 + Double(seconds))
        #expect(try simulation.settle().verbs == ["create Job"])
    }

    private static func podOfLostNode() throws -> PodView {
        try .sample(
            node: "gpu-1",
            status: [
                "phase": "Running",
                "conditions": [
                    ["type": "Ready", "status": "False"], ["type": "ContainersReady", "status": "True"],
                ],
                "containerStatuses": [
                    ["name": "trainer", "state": ["running": ["startedAt": Timestamp.noon.json]]]
                ],
            ]
        )
    }

    @Test("are not ended by the loss of a node that they used before a suspension")
    func lostBeforeSuspension() throws {
        var simulation = try Run.started()
        var pod = try Self.podOfLostNode()
        pod.metadata.deletionTimestamp = .noon.adding(30)
        simulation.pods = [pod, try Run.running("new", createdAfter: 1000)]
        simulation.cluster.change(JobView.resource, ["status": ["startTime": Timestamp.noon.adding(1000).json]])
        simulation.now = .noon.adding(1000)
        try simulation.settle()
        #expect(simulation.object.status?.phase == .running)
        #expect(simulation.object.status?.history.isEmpty == true)
    }

    @Test(
        "whose node is lost are followed by another one unless that has happened too often; then the run has failed",
        arguments: [(1, TrainingRunPhase.queued), (0, .failed)]
    )
    func lostNode(limit: Int, phase: TrainingRunPhase) throws {
        var simulation = try Run.started { $0.retry.disruptionLimit = limit }
        var pod = try Self.podOfLostNode()
        simulation.pods = [pod]
        try simulation.settle()
        #expect(simulation.object.status?.message == "NodeLost: gpu-1 does not answer")
        pod.metadata.deletionTimestamp = .noon.adding(30)
        simulation.pods = [pod]
        try simulation.settle()
        #expect(simulation.object.status?.history.map(\.reason) == ["NodeLost"])
        #expect(simulation.object.status?.phase == phase)
        #expect(simulation.object.status?.message?.contains("NodeLost: gpu-1 does not answer") == true)
    }

    @Test("are announced with the cause of the last failure")
    func interlude() throws {
        var simulation = try Self.failedOnce()
        simulation.now = .noon.adding(95)
        try simulation.settle()
        let status = try #require(simulation.object.status)
        #expect(status.phase == .queued)
        #expect(status.message?.hasPrefix("Try 2 of 3 follows; the last one failed: OOMKilled: ") == true)
        #expect(status.completionTime == nil)
    }

    @Test("that are retries name the last failure")
    func tellsOfFailure() throws {
        var simulation = try Self.failedOnce()
        simulation.pods = []
        simulation.now = .noon.adding(200)
        try simulation.settle()
        simulation.pods = [try Run.running("again", createdAfter: 200)]
        try simulation.settle()
        #expect(simulation.object.status?.phase == .running)
        #expect(
            simulation.object.status?.message?.hasPrefix("Try 2 of 3; the last one failed: OOMKilled") == true
        )
    }

    @Test("end when no retry is left, and nothing runs again")
    func lastFailure() throws {
        var simulation = try Self.failedOnce(limit: 1)
        simulation.pods = []
        simulation.now = .noon.adding(200)
        try simulation.settle()
        try Self.fail(&simulation)
        let status = try #require(simulation.object.status)
        #expect(status.phase == .failed)
        #expect(status.message?.hasSuffix("(after 2 tries)") == true)
        #expect(status.history.map(\.number) == [1, 2])
        simulation.cluster.remove(JobView.resource)
        simulation.now = .noon.adding(9000)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status == status)
    }

    @Test("do not follow a run that exceeded its time limit")
    func deadline() throws {
        var simulation = try Run.started { $0.retry.limit = 3 }
        simulation.cluster.change(JobView.resource, Run.failed("DeadlineExceeded"))
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .failed)
    }

    @Test("share the time limit of the run")
    func sharedDeadline() throws {
        var simulation = try Self.failedOnce { $0.timeouts.runSeconds = 100 }
        simulation.now = .noon.adding(200)
        simulation.pods = []
        try simulation.settle()
        let name = TrainingRunPlanner.jobName(for: simulation.object)
        simulation.cluster.change(
            JobView.resource,
            named: name,
            ["status": ["active": 1, "startTime": Timestamp.noon.json]]
        )
        simulation.pods = [try Run.running()]
        try simulation.settle()
        let job = try #require(try simulation.cluster.all(JobView.self).last)
        // 90 of the 100 s are used up, and the pod waited 60 s.
        #expect(job.spec?.activeDeadlineSeconds == 70)
    }

    @Test("whose Job a user deletes are repeated without being counted")
    func deletedByHand() throws {
        var simulation = try Self.failedOnce()
        simulation.now = .noon.adding(200)
        simulation.pods = []
        try simulation.settle()
        let name = TrainingRunPlanner.jobName(for: simulation.object)
        simulation.cluster.remove(JobView.resource, named: name)
        #expect(try simulation.settle().verbs == ["create Job"])
        #expect(simulation.object.status?.attempts == 2)
        #expect(simulation.object.status?.history.count == 1)
    }

    @Test("never overlap: the next one waits until the previous pod has terminated")
    func noOverlap() throws {
        var simulation = try Run.started()
        var pod = try Run.running()
        pod.metadata.ownerReferences = try simulation.cluster.all(JobView.self).map(\.controllerReference)
        pod.metadata.deletionTimestamp = .noon.adding(30)
        simulation.pods = [pod]
        simulation.cluster.remove(JobView.resource)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.message == "Waiting for the previous pod try-0 to terminate")
        #expect(try simulation.plan().requeueAfter == .seconds(60))
        simulation.now = .noon.adding(60)
        #expect(try simulation.settle().verbs == ["create Job"])
    }

    @Test("whose Job the API server does not delete name the rejection, and the deletion is retried")
    func keptJob() throws {
        var simulation = try TrainingStallTests.running(.restart)
        simulation.object.trainerStatus.lastHeartbeat = .noon.adding(100)
        simulation.now = .noon.adding(200)
        try simulation.settle()
        simulation.now = .noon.adding(230)
        let job = try #require(try simulation.cluster.all(JobView.self).first)
        let refusal = ChildRejection(resource: JobView.resource, key: job.key, reason: "Forbidden", message: "no")
        simulation.object.status = try simulation.plan().status
        let plan = try simulation.plan(rejections: [refusal])
        #expect(plan.writes.verbs == ["delete Job"])
        #expect(plan.status.message == "Forbidden: no")
        simulation.now = .noon.adding(300)
        #expect(try simulation.plan(rejections: [refusal]).requeueAfter == .seconds(30))
    }

    @Test("do not begin while the run is suspended or cancelled")
    func betweenAttempts() throws {
        var simulation = try Self.failedOnce()
        simulation.now = .noon.adding(200)
        simulation.object.spec.suspend = true
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .suspended)
        simulation.object.spec.cancel = true
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .cancelled)
    }
}

@Suite("A TrainingRun that finds no capacity")
struct TrainingFallbackTests {
    static func waiting(fallback: [String] = ["t4"]) throws -> Simulation<TrainingRun> {
        var simulation = Simulation(
            TrainingRun.sample {
                $0.accelerator = TrainingAccelerator(
                    class: "a100",
                    fallback: fallback,
                    fallbackAfterSeconds: 60
                )
            }
        )
        try simulation.settle()
        simulation.pods = [try .unschedulable("0/2 nodes are available")]
        try simulation.settle()
        return simulation
    }

    @Test("waits for its first accelerator class as long as the spec says")
    func waits() throws {
        var simulation = try Self.waiting()
        #expect(try simulation.plan().requeueAfter == .seconds(60))
        simulation.now = .noon.adding(59)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.accelerator == "a100")
    }

    @Test("tries the next class with another Job, and says so")
    func takesNext() throws {
        var simulation = try Self.waiting()
        simulation.now = .noon.adding(60)
        let plan = try simulation.plan()
        #expect(plan.writes.isEmpty, "a decision is recorded before it is carried out")
        #expect(plan.status.history.map(\.reason) == ["NoCapacity"])
        #expect(
            plan.status.message
                == "No capacity on a100 within 60 s; trying t4 instead (0/2 nodes are available)"
        )
        simulation.object.status = plan.status
        #expect(try simulation.plan().writes.verbs == ["delete Job"])
        simulation.pods = []
        #expect(try simulation.settle().verbs == ["delete Job", "create Job"])
        #expect(simulation.object.status?.accelerator == "t4")
        let job = try #require(
            simulation.cluster.object(JobView.resource, TrainingRunPlanner.jobName(for: simulation.object))
        )
        let affinity = job["spec"]?["template"]?["spec"]?["affinity"]
        #expect("\(String(describing: affinity))".contains("Tesla-T4"))
    }

    @Test("waits for its last class without a limit")
    func lastChoice() throws {
        var simulation = try Self.waiting(fallback: [])
        simulation.now = .noon.adding(100_000)
        #expect(try simulation.settle().isEmpty)
        #expect(try simulation.plan().requeueAfter == nil)
        #expect(simulation.object.status?.phase == .scheduling)
    }

    @Test("has not used a retry")
    func noTry() throws {
        var simulation = try Self.waiting()
        simulation.now = .noon.adding(60)
        try simulation.settle()
        simulation.pods = []
        try simulation.settle()
        simulation.pods = [try TrainingRunPlannerTests.running()]
        try simulation.settle()
        try TrainingAttemptTests.fail(&simulation)
        #expect(simulation.object.status?.phase == .failed)
        #expect(simulation.object.status?.message?.contains("tries") == false)
        #expect(simulation.object.status?.history.map(\.number) == [1, 2])
    }

    @Test("starts again with the first class when its spec is changed")
    func changedSpec() throws {
        var simulation = try Self.waiting()
        simulation.now = .noon.adding(60)
        try simulation.settle()
        simulation.pods = []
        try simulation.settle()
        simulation.object.spec.image = "registry.example/trainer:2"
        try simulation.settle()
        #expect(simulation.object.status?.accelerator == "a100")
        #expect(simulation.object.status?.history.isEmpty == true)
        #expect(try simulation.cluster.all(JobView.self).count == 1)
    }

    @Test("is not accepted with an unknown fallback class")
    func unknownFallback() throws {
        var simulation = try Self.waiting(fallback: ["t4", "h100"])
        simulation.cluster.remove(JobView.resource)
        try simulation.settle()
        let accepted = simulation.object.status?.conditions["Accepted"]
        #expect(accepted?.reason == "UnknownAccelerator")
        #expect(accepted?.message.hasPrefix("spec.accelerator.fallback[1]: ") == true)
    }
}
