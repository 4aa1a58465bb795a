import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("A TrainingRun")
struct TrainingRunPlannerTests {
    static func running(_ name: String = "try-0", createdAfter seconds: Double = 0) throws -> PodView {
        try .container(
            "trainer",
            pod: name,
            phase: "Running",
            createdAfter: seconds,
            state: ["running": ["startedAt": Timestamp.noon.adding(60).json]]
        )
    }

    static func outOfMemory(_ name: String) throws -> PodView {
        try .container(
            "trainer",
            pod: name,
            phase: "Failed",
            state: ["terminated": ["exitCode": 137, "reason": "OOMKilled", "startedAt": Timestamp.noon.json]]
        )
    }

    static let complete: JSONValue = [
        "status": [
            "succeeded": 1, "startTime": Timestamp.noon.json,
            "completionTime": Timestamp.noon.adding(90).json,
            "conditions": [["type": "Complete", "status": "True"]],
        ]
    ]

    static func failed(_ reason: String) -> JSONValue {
        [
            "status": [
                "failed": 1, "startTime": Timestamp.noon.json,
                "conditions": [
                    [
                        "type": "Failed", "status": "True", "reason": .string(reason),
                        "message": "the Job's words",
                        "lastTransitionTime": Timestamp.noon.adding(90).json,
                    ]
                ],
            ]
        ]
    }

    /// A run whose container is running.
    static func started(
        _ change: (inout TrainingRunSpec) -> Void = { _ in }
    ) throws -> Simulation<TrainingRun> {
        var simulation = Simulation(TrainingRun.sample(change))
        try simulation.settle()
        simulation.cluster.change(
            JobView.resource,
            ["status": ["active": 1, "startTime": Timestamp.noon.json]]
        )
        simulation.pods = [try running()]
        try simulation.settle()
        return simulation
    }

    @Test("gets one Job and no other write")
    func settles() throws {
        var simulation = Simulation(TrainingRun.sample { $0.accelerator = TrainingAccelerator(class: "t4") })
        #expect(try simulation.settle().verbs == ["create Job"])
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .queued)
        #expect(simulation.object.status?.job?.uid == "child-1")
        #expect(simulation.object.status?.observedGeneration == 1)
    }

    @Test("says why it waits in the scheduler's words")
    func unschedulable() throws {
        let words = "0/2 nodes are available: 2 Insufficient nvidia.com/gpu."
        var simulation = Simulation(TrainingRun.sample())
        try simulation.settle()
        simulation.pods = [try .unschedulable(words)]
        let plan = try simulation.plan()
        #expect(plan.status.phase == .scheduling)
        #expect(plan.status.message == "Unschedulable: \(words)")
        let scheduled = try plan.condition(ConditionType.scheduled)
        #expect(scheduled.status == .false && scheduled.reason == "Unschedulable")
        #expect(plan.status.startTime == nil)
    }

    @Test("is running once its container runs, and says where")
    func startsRunning() throws {
        let simulation = try Self.started()
        let status = try #require(simulation.object.status)
        #expect(status.phase == .running)
        #expect(status.node == "gpu-1")
        #expect(status.attempts == 1)
        #expect(status.startTime == .noon.adding(60))
        #expect(status.conditions["Running"]?.status == .true)
        #expect(status.conditions["Succeeded"]?.status == .unknown)
    }

    @Test("gets its deadline when the container runs, so that waiting for a node costs no time")
    func deadline() throws {
        var simulation = Simulation(TrainingRun.sample { $0.timeouts.runSeconds = 100 })
        try simulation.settle()
        simulation.cluster.change(
            JobView.resource,
            ["status": ["active": 1, "startTime": Timestamp.noon.json]]
        )
        simulation.pods = [try .unschedulable("no room")]
        #expect(try simulation.settle().isEmpty)
        simulation.pods = [try Self.running()]
        #expect(try simulation.settle().verbs == ["patch Job"])
        #expect(try simulation.cluster.all(JobView.self).first?.spec?.activeDeadlineSeconds == 160)
        #expect(try simulation.settle().isEmpty)
    }

    @Test("succeeds with its Job, and does not run again when the Job is gone")
    func succeeds() throws {
        var simulation = try Self.started()
        simulation.cluster.change(JobView.resource, Self.complete)
        #expect(try simulation.settle().isEmpty)
        let status = simulation.object.status
        #expect(status?.phase == .succeeded)
        #expect(status?.completionTime == .noon.adding(90))
        #expect(status?.conditions["Succeeded"]?.status == .true)
        simulation.cluster.remove(JobView.resource)
        simulation.pods = []
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status == status)
    }

    @Test("keeps its status between the end of its pod and the end of its Job")
    func betweenEnds() throws {
        var simulation = try Self.started { $0.timeouts.heartbeatSeconds = 100 }
        let status = simulation.object.status
        simulation.pods = [try Self.outOfMemory("try-0")]
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status == status)
    }

    @Test("names the pod that does not terminate in time after the Job controller has deleted it at its deadline")
    func overduePod() throws {
        var simulation = try Self.started { $0.timeouts.heartbeatSeconds = 100 }
        simulation.cluster.change(JobView.resource, ["spec": ["activeDeadlineSeconds": 1]])
        simulation.pods[0].metadata.deletionTimestamp = .noon.adding(30)
        let status = simulation.object.status
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status == status)
        simulation.now = .noon.adding(59)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status == status)
        #expect(try simulation.plan().requeueAfter == .seconds(1))
        simulation.now = .noon.adding(60)
        try simulation.settle()
        #expect(simulation.object.status?.phase == .running)
        #expect(simulation.object.status?.message?.hasPrefix("PodOverdue: pod try-0 on node gpu-1 should have") == true)
    }

    @Test("gets another Job when its Job is deleted midway")
    func deletedMidway() throws {
        var simulation = try Self.started()
        simulation.cluster.remove(JobView.resource)
        simulation.pods = []
        #expect(try simulation.settle().verbs == ["create Job"])
        #expect(simulation.object.status?.job?.uid == "child-2")
        #expect(simulation.object.status?.startTime == .noon.adding(60))
    }

    @Test("waits for a Job that is being deleted")
    func leavingJob() throws {
        var simulation = try Self.started()
        simulation.cluster.change(JobView.resource, ["metadata": ["deletionTimestamp": Timestamp.noon.json]])
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.message?.hasPrefix("Waiting for Job") == true)
    }

    struct Failure: Sendable {
        let job: JSONValue
        let pods: @Sendable () throws -> [PodView]
        let reason: String
        let message: String
    }

    @Test(
        "fails with the cause rather than the symptom",
        arguments: [
            Failure(
                job: failed("BackoffLimitExceeded"),
                pods: { [try outOfMemory("a")] },
                reason: "OOMKilled",
                message: "OOMKilled: container trainer ran out of memory (exit code 137)"
            ),
            Failure(
                job: failed("DeadlineExceeded"),
                pods: { [try outOfMemory("a")] },
                reason: "DeadlineExceeded",
                message: "DeadlineExceeded: the run exceeded timeouts.runSeconds"
            ),
            Failure(
                job: failed("BackoffLimitExceeded"),
                pods: { [try .sample(status: ["phase": "Failed"])] },
                reason: "BackoffLimitExceeded",
                message: "BackoffLimitExceeded: the Job's words"
            ),
            Failure(
                job: failed("Odd reason: 7!"),
                pods: { [] },
                reason: "Oddreason7",
                message: "Odd reason: 7!: the Job's words"
            ),
        ]
    )
    func fails(failure: Failure) throws {
        var simulation = Simulation(TrainingRun.sample())
        try simulation.settle()
        simulation.cluster.change(JobView.resource, failure.job)
        simulation.pods = try failure.pods()
        #expect(try simulation.settle().isEmpty)
        let status = try #require(simulation.object.status)
        #expect(status.phase == .failed)
        #expect(status.message == failure.message)
        #expect(status.conditions["Succeeded"]?.status == .false)
        #expect(status.conditions["Succeeded"]?.reason == failure.reason)
        #expect(status.completionTime == .noon.adding(90))
    }

    @Test("that is cancelled loses its Job and never gets another, even when spec.cancel is unset")
    func cancel() throws {
        var simulation = try Self.started()
        simulation.object.spec.cancel = true
        #expect(try simulation.settle().verbs == ["delete Job"])
        #expect(simulation.object.status?.phase == .cancelled)
        #expect(simulation.object.status?.completionTime == .noon)
        simulation.object.spec.cancel = false
        simulation.now = .noon.adding(500)
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .cancelled)
        #expect(simulation.object.status?.completionTime == .noon)
    }

    @Test("that is cancelled in a later attempt records that attempt, and its trainer may still report")
    func cancelledLater() throws {
        var simulation = try TrainingAttemptTests.failedOnce()
        simulation.now = .noon.adding(200)
        simulation.pods = []
        try simulation.settle()
        simulation.pods = [try Self.running()]
        try simulation.settle()
        simulation.object.spec.cancel = true
        try simulation.settle()
        let history = try #require(simulation.object.status?.history)
        #expect(history.map(\.reason) == ["OOMKilled", "Cancelled"])
        #expect(history.last?.completionTime == .noon.adding(200))
        #expect(simulation.object.reportingAttempt == 2)
    }

    @Test("that is cancelled records its attempt, even when its Job was deleted before the status was written")
    func cancelledTwice() throws {
        var simulation = try Self.started()
        simulation.cluster.remove(JobView.resource)
        simulation.pods = []
        simulation.object.spec.cancel = true
        try simulation.settle()
        #expect(simulation.object.status?.phase == .cancelled)
        #expect(simulation.object.status?.history.map(\.reason) == ["Cancelled"])
        #expect(simulation.object.reportingAttempt == 1)
    }

    @Test("that is cancelled after its end keeps its result")
    func cancelTooLate() throws {
        var simulation = try Self.started()
        simulation.cluster.change(JobView.resource, Self.complete)
        simulation.object.spec.cancel = true
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .succeeded)
    }

    @Test("is not cancelled while the API server rejects the deletion of its Job")
    func cancelRefused() throws {
        var simulation = try Self.started()
        simulation.object.spec.cancel = true
        let job = try #require(try simulation.cluster.all(JobView.self).first)
        let refusal = ChildRejection(
            resource: JobView.resource,
            key: job.key,
            reason: "Forbidden",
            message: "no"
        )
        let plan = try simulation.plan(rejections: [refusal])
        #expect(plan.status.phase == .running && plan.status.completionTime == nil)
        #expect(plan.status.message == "Forbidden: no")
    }

    @Test("that is changed before its container ran gets another Job")
    func changedInTime() throws {
        var simulation = Simulation(TrainingRun.sample())
        try simulation.settle()
        simulation.pods = [try .unschedulable("no room")]
        simulation.object.spec.accelerator = TrainingAccelerator(class: "t4")
        #expect(try simulation.settle().verbs == ["delete Job", "create Job"])
        #expect(simulation.object.status?.conditions["Accepted"]?.status == .true)
    }

    @Test("that becomes invalid before its container ran loses its Job and says why")
    func changedToNonsense() throws {
        var simulation = Simulation(TrainingRun.sample())
        try simulation.settle()
        simulation.object.spec.accelerator = TrainingAccelerator(class: "h100")
        #expect(try simulation.settle().verbs == ["delete Job"])
        #expect(simulation.object.status?.phase == .failed)
        simulation.object.spec.accelerator = nil
        #expect(try simulation.settle().verbs == ["create Job"])
        #expect(simulation.object.status?.phase == .queued)
    }

    @Test("that is changed after its start continues as it was started, and says so")
    func changedTooLate() throws {
        var simulation = try Self.started()
        simulation.object.spec.image = "registry.example/trainer:2"
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .running)
        #expect(simulation.object.status?.conditions["Accepted"]?.reason == "SpecImmutable")
        simulation.object.spec.image = "registry.example/trainer:1"
        try simulation.settle()
        #expect(simulation.object.status?.conditions["Accepted"]?.status == .true)
    }

    @Test("continues when the operator's configuration no longer has its accelerator class")
    func configurationChange() throws {
        var simulation = try Self.started { $0.accelerator = TrainingAccelerator(class: "t4") }
        let status = simulation.object.status
        simulation.configuration.accelerators = [:]
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status == status)
    }

    @Test("has its Job deleted after its time to live, but not before its end is recorded")
    func ttl() throws {
        var simulation = try Self.started { $0.ttlSecondsAfterFinished = 30 }
        simulation.cluster.change(JobView.resource, Self.complete)
        simulation.now = .noon.adding(1000)
        #expect(try simulation.plan().writes.isEmpty)
        #expect(try simulation.settle().verbs == ["delete Job"])
        #expect(simulation.object.status?.phase == .succeeded)
        #expect(try simulation.settle().isEmpty)
    }

    @Test("is reconciled again exactly when its Job's time to live is over")
    func ttlWait() throws {
        var simulation = try Self.started { $0.ttlSecondsAfterFinished = 30 }
        simulation.cluster.change(JobView.resource, Self.complete)
        simulation.now = .noon.adding(100)
        try simulation.settle()
        #expect(try simulation.plan().requeueAfter == .seconds(20))
    }

    @Test("does not overwrite an object of another owner that has its Job's name, and names that object")
    func nameConflict() throws {
        var simulation = Simulation(TrainingRun.sample())
        let name = TrainingRunPlanner.jobName(for: simulation.object)
        simulation.cluster.add(JobView.resource, name, ["spec": ["backoffLimit": 9]])
        #expect(try simulation.settle().isEmpty)
        let status = try #require(simulation.object.status)
        #expect(status.conditions["Accepted"]?.status == .true)
        #expect(status.message?.hasPrefix("NameConflict: a Job team/\(name) already exists") == true)
        #expect(try simulation.plan().requeueAfter == .seconds(30))
        simulation.cluster.remove(JobView.resource)
        #expect(try simulation.settle().verbs == ["create Job"])
    }

    @Test("says why the API server rejects its Job")
    func refused() throws {
        let simulation = Simulation(TrainingRun.sample())
        let key = ObjectKey(namespace: "team", name: TrainingRunPlanner.jobName(for: simulation.object))
        let quota = KubeStatus(code: 403, reason: "Forbidden", message: "exceeded quota: gpus")
        let plan = try simulation.plan(rejections: [.rejected(JobView.resource, key, by: quota)])
        #expect(plan.writes.isEmpty)
        #expect(plan.status.message?.contains("exceeded quota: gpus") == true)
        #expect(plan.requeueAfter == .seconds(30))
    }

    @Test("that is being deleted is left to the garbage collector")
    func beingDeleted() throws {
        var simulation = try Self.started()
        let status = simulation.object.status
        simulation.object.metadata.deletionTimestamp = .noon
        simulation.cluster.remove(JobView.resource)
        #expect(try simulation.plan() == ReconcilePlan(status: try #require(status)))
    }
}
