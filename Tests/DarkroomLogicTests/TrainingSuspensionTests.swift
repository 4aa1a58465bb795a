import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("A TrainingRun that is held")
struct TrainingSuspensionTests {
    typealias Run = TrainingRunPlannerTests

    @Test("is not suspended while the API server keeps its Job going")
    func suspendRefused() throws {
        var simulation = try Run.started()
        simulation.object.spec.suspend = true
        let job = try #require(try simulation.cluster.all(JobView.self).first)
        let refusal = ChildRefusal(resource: JobView.resource, key: job.key, reason: "Forbidden", message: "no")
        let plan = try simulation.plan(refusals: [refusal])
        #expect(plan.status.phase == .running)
        #expect(plan.status.message == "Forbidden: no")
    }

    @Test("suspended before its start gets no Job until it may go on")
    func suspendedFirst() throws {
        var simulation = Simulation(TrainingRun.sample { $0.suspend = true })
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.phase == .suspended)
        simulation.object.spec.suspend = false
        #expect(try simulation.settle().verbs == ["create Job"])
    }

    @Test("suspended midway holds its Job where the server can, and lets it go on later")
    func suspendedMidway() throws {
        var simulation = try Run.started()
        simulation.object.spec.suspend = true
        #expect(try simulation.settle().verbs == ["patch Job"])
        #expect(simulation.object.status?.phase == .suspended)
        #expect(try simulation.cluster.all(JobView.self).first?.spec?.suspend == true)
        simulation.object.spec.suspend = false
        // Its pod has not been told to end yet, and may be told any moment.
        #expect(try simulation.settle().isEmpty)
        simulation.pods = []
        #expect(try simulation.settle().verbs == ["patch Job"])
        #expect(try simulation.cluster.all(JobView.self).first?.spec?.suspend == false)
        #expect(try simulation.settle().isEmpty)
    }

    @Test("goes on only when the pod that was told to end has done so, and begins at what it saved meanwhile")
    func resumedWhileEnding() throws {
        var simulation = try Run.started()
        simulation.object.spec.suspend = true
        try simulation.settle()
        simulation.pods[0].metadata.deletionTimestamp = .noon.adding(30)
        simulation.object.spec.suspend = false
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.message == "Waiting for the previous pod try-0 to terminate")
        #expect(try simulation.plan().requeueAfter == .seconds(30))
        simulation.object.report.checkpoints = TrainingCheckpoints(latest: TrainingCheckpoint(uri: "s3://c/3.pt"))
        simulation.now = .noon.adding(30)
        #expect(try simulation.settle().verbs == ["delete Job", "create Job"])
    }

    @Test(
        "suspended midway gets its deadline anew when its container runs again",
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

    @Test("suspended midway on a server that drops the field gives its Job up and gets another later")
    func suspendedOnOldServer() throws {
        var simulation = Simulation(TrainingRun.sample())
        simulation.cluster.knowsJobSuspend = false
        try simulation.settle()
        simulation.cluster.change(JobView.resource, ["metadata": ["resourceVersion": "7"]])
        simulation.object.spec.suspend = true
        let writes = try simulation.settle()
        #expect(writes.verbs == ["delete Job"])
        // One that has succeeded in the meantime must not go: it would be done again.
        guard case .delete(_, _, _, "7") = writes.first else {
            throw DidNotSettle(lastStatus: "not the version that was looked at")
        }
        #expect(simulation.object.status?.phase == .suspended)
        #expect(simulation.object.status?.job == nil)
        simulation.object.spec.suspend = false
        #expect(try simulation.settle().verbs == ["create Job"])
    }

    @Test("held back by Kueue is queued and never forced on")
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
        "loses its place in Kueue's queue rather than what it has trained since its Job was made",
        arguments: [
            ("gpus", true, ["delete Job", "create Job"]), ("gpus", false, []),
            // Somebody else holds it, who would have to do so again.
            (nil, true, []),
        ] as [(String?, Bool, [String])]
    )
    func evictedByKueue(queue: String?, hasSaved: Bool, writes: [String]) throws {
        var simulation = try Run.started { $0.queueName = queue }
        if hasSaved {
            let checkpoint = TrainingCheckpoint(uri: "s3://c/3.pt")
            simulation.object.report.checkpoints = TrainingCheckpoints(latest: checkpoint)
        }
        simulation.cluster.change(JobView.resource, ["spec": ["suspend": true]])
        #expect(try simulation.settle().isEmpty)
        simulation.pods = []
        #expect(try simulation.settle().verbs == writes)
        simulation.cluster.change(JobView.resource, ["spec": ["suspend": true]])
        #expect(try simulation.settle().isEmpty)
    }

    @Test("suspended while Kueue decides gives its Job up, because Kueue would let it go on")
    func suspendedWithKueue() throws {
        var simulation = Simulation(TrainingRun.sample { $0.queueName = "gpus" })
        try simulation.settle()
        simulation.object.spec.suspend = true
        #expect(try simulation.settle().verbs == ["delete Job"])
    }

    @Test("changed after its start keeps the limit that it was started with, also after a suspension")
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
