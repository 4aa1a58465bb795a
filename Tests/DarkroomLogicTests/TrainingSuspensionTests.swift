import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("A TrainingRun that is suspended or queued")
struct TrainingSuspensionTests {
    typealias Run = TrainingRunPlannerTests

    @Test("is not suspended while the API server rejects the suspension of its Job")
    func suspendRefused() throws {
        var simulation = try Run.started()
        simulation.object.spec.suspend = true
        let job = try #require(try simulation.cluster.all(JobView.self).first)
        let refusal = ChildRejection(resource: JobView.resource, key: job.key, reason: "Forbidden", message: "no")
        let plan = try simulation.plan(rejections: [refusal])
        #expect(plan.status.phase == .running)
        #expect(plan.status.message == "Forbidden: no")
    }

    @Test("that is suspended before its start gets no Job until it is resumed")
    func suspendedFirst() throws {
        var simulation = Simulation(TrainingRun.sample { $0.suspend = true })
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .suspended)
        simulation.object.spec.suspend = false
        #expect(try simulation.settle().verbs == ["create Job"])
    }

    @Test("that is suspended midway has its Job suspended, and resumed later")
    func suspendedMidway() throws {
        var simulation = try Run.started()
        simulation.object.spec.suspend = true
        #expect(try simulation.settle().verbs == ["patch Job"])
        #expect(simulation.object.status?.phase == .suspended)
        #expect(try simulation.cluster.all(JobView.self).first?.spec?.suspend == true)
        simulation.object.spec.suspend = false
        // Its pod is not terminating yet, but may be at any moment.
        #expect(try simulation.settle().isEmpty)
        simulation.pods = []
        #expect(try simulation.settle().verbs == ["patch Job"])
        #expect(try simulation.cluster.all(JobView.self).first?.spec?.suspend == false)
        #expect(try simulation.settle().isEmpty)
    }

    @Test("is resumed only when its pod has terminated, and from the checkpoint that the pod saved last")
    func resumedWhileEnding() throws {
        var simulation = try Run.started()
        simulation.object.spec.suspend = true
        try simulation.settle()
        simulation.pods[0].metadata.deletionTimestamp = .noon.adding(30)
        simulation.object.spec.suspend = false
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.message == "Waiting for the previous pod try-0 to terminate")
        #expect(try simulation.plan().requeueAfter == .seconds(60))
        simulation.object.trainerStatus.checkpoints = TrainingCheckpoints(
            latest: TrainingCheckpoint(uri: "s3://c/3.pt")
        )
        simulation.now = .noon.adding(60)
        #expect(try simulation.settle().verbs == ["delete Job", "create Job"])
    }

    @Test(
        "that is suspended midway gets a new deadline when its container runs again",
        arguments: ["itself", "a queue"],
        [true, false]
    )
    func deadlineAfterSuspension(suspendedBy: String, isPodLeft: Bool) throws {
        var simulation = try Run.started { $0.timeouts.runSeconds = 100 }
        func deadline() throws -> Int? { try simulation.cluster.all(JobView.self).first?.spec?.activeDeadlineSeconds }
        #expect(try deadline() == 160)
        if suspendedBy == "itself" {
            simulation.object.spec.suspend = true
        } else {
            simulation.cluster.change(JobView.resource, ["spec": ["suspend": true]])
        }
        if !isPodLeft { simulation.pods = [] }
        #expect(try simulation.settle().verbs == ["patch Job"])
        #expect(try deadline() == nil)
        #expect(try simulation.settle().isEmpty)
    }

    @Test("that is suspended midway on a server that drops the field loses its Job and gets another later")
    func suspendedOnOldServer() throws {
        var simulation = Simulation(TrainingRun.sample())
        simulation.cluster.knowsJobSuspend = false
        try simulation.settle()
        simulation.cluster.change(JobView.resource, ["metadata": ["resourceVersion": "7"]])
        simulation.object.spec.suspend = true
        let writes = try simulation.settle()
        #expect(writes.verbs == ["delete Job"])
        // A Job that has succeeded in the meantime must be kept, because its work would be repeated otherwise.
        guard case .delete(_, _, _, "7") = writes.first else {
            throw DidNotSettle(lastStatus: "not the version that was looked at")
        }
        #expect(simulation.object.status?.phase == .suspended)
        #expect(simulation.object.status?.job == nil)
        simulation.object.spec.suspend = false
        #expect(try simulation.settle().verbs == ["create Job"])
    }

    @Test("that is held back by Kueue is queued, and its Job is never resumed")
    func kueue() throws {
        var simulation = Simulation(TrainingRun.sample { $0.queueName = "gpus" })
        try simulation.settle()
        simulation.cluster.change(
            JobView.resource,
            ["spec": ["suspend": true, "template": ["spec": ["nodeSelector": ["by": "kueue"]]]]]
        )
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .queued)
        #expect(simulation.object.status?.message == "The Job waits for queue gpus to admit it")
        let name = TrainingRunPlanner.jobName(for: simulation.object)
        let job = try #require(simulation.cluster.object(JobView.resource, name))
        #expect(job["metadata"]?["labels"]?["kueue.x-k8s.io/queue-name"] == "gpus")
    }

    @Test(
        "that is evicted by Kueue gets another Job if it has saved a checkpoint since",
        arguments: [
            ("gpus", true, ["delete Job", "create Job"]), ("gpus", false, []),
            // Another controller has suspended the Job, and would have to do so again.
            (nil, true, []),
        ] as [(String?, Bool, [String])]
    )
    func evictedByKueue(queue: String?, hasSaved: Bool, writes: [String]) throws {
        var simulation = try Run.started { $0.queueName = queue }
        if hasSaved {
            let checkpoint = TrainingCheckpoint(uri: "s3://c/3.pt")
            simulation.object.trainerStatus.checkpoints = TrainingCheckpoints(latest: checkpoint)
        }
        simulation.cluster.change(JobView.resource, ["spec": ["suspend": true]])
        #expect(try simulation.settle().isEmpty)
        simulation.pods = []
        #expect(try simulation.settle().verbs == writes)
        simulation.cluster.change(JobView.resource, ["spec": ["suspend": true]])
        #expect(try simulation.settle().isEmpty)
    }

    @Test("that is suspended while Kueue decides loses its Job, because Kueue would resume it")
    func suspendedWithKueue() throws {
        var simulation = Simulation(TrainingRun.sample { $0.queueName = "gpus" })
        try simulation.settle()
        simulation.object.spec.suspend = true
        #expect(try simulation.settle().verbs == ["delete Job"])
    }

    @Test("that is changed after its start keeps its time limit, also after a suspension")
    func limitOfChangedRun() throws {
        var simulation = try Run.started { $0.timeouts.runSeconds = 100 }
        simulation.object.spec.suspend = true
        simulation.object.spec.hyperparameters = ["epochs": .integer(9)]
        try simulation.settle()
        #expect(try simulation.cluster.all(JobView.self).first?.spec?.activeDeadlineSeconds == nil)
        simulation.object.spec.suspend = false
        simulation.pods = []
        try simulation.settle()
        simulation.pods = [try Run.running()]
        try simulation.settle()
        #expect(try simulation.cluster.all(JobView.self).first?.spec?.activeDeadlineSeconds == 160)
    }
}
