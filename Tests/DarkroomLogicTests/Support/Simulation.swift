import DarkroomAPI
import DarkroomLogic
import KubeCore

/// One custom resource in a fake cluster, reconciled until nothing changes.
struct Simulation<Kind: DarkroomResource> {
    /// The custom resource; its status is written back by ``settle()``.
    var object: Kind
    var cluster = FakeCluster()
    /// Workflows and Jobs that the operator saw disappear.
    var departed = DepartedChildren()
    var pods: [PodView] = []
    /// The run that trains an InferenceService's model.
    var trainingRun: TrainingRun?
    var configuration = OperatorConfiguration()
    var tokens: (any CallbackTokenSigner)?
    var now = Timestamp.noon
    let planner: (Simulation, _ rejections: [ChildRejection]) throws -> ReconcilePlan<Kind.Status>
    let setStatus: (inout Kind, Kind.Status) -> Void

    /// The plan for the current state.
    func plan(rejections: [ChildRejection] = []) throws -> ReconcilePlan<Kind.Status> {
        try planner(self, rejections)
    }

    /// Carries out plans until one has no writes.
    ///
    /// - Returns: All writes to children, in order.
    @discardableResult
    mutating func settle() throws -> [ChildWrite] {
        var writes: [ChildWrite] = []
        for _ in 0..<10 {
            let plan = try plan()
            var rejections: [ChildRejection] = []
            for write in plan.writes where rejections.isEmpty {
                writes.append(write)
                if case .delete = write { try seeDeparture(at: write.key) }
                rejections += [cluster.carryOut(write, ownerUID: object.metadata.uid)].compactMap(\.self)
            }
            let status = rejections.isEmpty ? plan.status : try self.plan(rejections: rejections).status
            // The written status is read back as the API server stores it.
            let stored = try JSONValue(encoding: status).decode(Kind.Status.self)
            if stored == object.status, plan.writes.isEmpty || !rejections.isEmpty { return writes }
            setStatus(&object, stored)
        }
        throw DidNotSettle(lastStatus: "\(String(describing: object.status))")
    }
}

/// Children that the operator saw disappear, as it last saw them.
struct DepartedChildren {
    var workflows: [WorkflowView] = []
    var jobs: [JobView] = []
}

struct DidNotSettle: Error {
    let lastStatus: String
}

extension Simulation {
    /// The operator sees a child disappear.
    private mutating func seeDeparture(at key: ObjectKey) throws {
        departed.workflows += try cluster.all(WorkflowView.self).filter { $0.key == key }
        departed.jobs += try cluster.all(JobView.self).filter { $0.key == key }
    }

    /// A user deletes all Workflows and Jobs, under the eyes of the operator or while it does not run.
    mutating func deleteChildren(seen: Bool = true) throws {
        if seen {
            departed.workflows += try cluster.all()
            departed.jobs += try cluster.all()
        }
        cluster.remove(WorkflowView.resource)
        cluster.remove(JobView.resource)
    }
}

extension Simulation<TrainingRun> {
    init(_ run: TrainingRun) {
        self.init(
            object: run,
            planner: { simulation, rejections in
                TrainingRunPlanner.plan(
                    TrainingRunObservation(
                        run: simulation.object,
                        jobs: try simulation.cluster.all(),
                        departed: simulation.departed.jobs,
                        pods: try simulation.podsOfPresentJob(),
                        rejections: rejections,
                        tokens: simulation.tokens,
                        configuration: simulation.configuration,
                        now: simulation.now
                    )
                )
            },
            setStatus: { $0.status = $1 }
        )
    }

    /// The pods; those without an owner count as created by the current attempt's Job.
    private func podsOfPresentJob() throws -> [PodView] {
        let name = TrainingRunPlanner.jobName(for: object)
        guard let job = try cluster.all(JobView.self).first(where: { $0.metadata.name == name }) else {
            return pods
        }
        return pods.map { pod in
            guard pod.metadata.controller == nil else { return pod }
            var pod = pod
            pod.metadata.ownerReferences = [job.controllerReference]
            return pod
        }
    }
}

extension Simulation<ImagePipeline> {
    init(_ pipeline: ImagePipeline) {
        self.init(
            object: pipeline,
            planner: { simulation, rejections in
                ImagePipelinePlanner.plan(
                    ImagePipelineObservation(
                        pipeline: simulation.object,
                        workflows: try simulation.cluster.all(),
                        departed: simulation.departed.workflows,
                        pods: simulation.pods,
                        rejections: rejections,
                        configuration: simulation.configuration,
                        now: simulation.now
                    )
                )
            },
            setStatus: { $0.status = $1 }
        )
    }
}

extension Simulation<InferenceService> {
    init(_ service: InferenceService) {
        self.init(
            object: service,
            planner: { simulation, rejections in
                InferenceServicePlanner.plan(
                    InferenceServiceObservation(
                        service: simulation.object,
                        deployments: try simulation.cluster.all(),
                        services: try simulation.cluster.all(),
                        pods: simulation.pods,
                        trainingRun: simulation.trainingRun,
                        rejections: rejections,
                        configuration: simulation.configuration,
                        now: simulation.now
                    )
                )
            },
            setStatus: { $0.status = $1 }
        )
    }
}
