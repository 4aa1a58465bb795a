internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeClient
internal import KubeCore
internal import KubeReconcile
internal import KubeRuntime
internal import Logging

/// Wires each kind's controller to the caches it looks at and the planner that decides for it.
struct Assembly {
    let caches: Caches
    /// Writes only while this replica leads.
    let writer: KubeClient
    let options: OperatorOptions
    let elector: LeaderElector?
    let events: EventRecorder
    let logger: Logger

    func imagePipelineController() -> Controller {
        let controller = controller("imagepipeline", caches.imagePipelines) {
            [caches, configuration = options.configuration] pipeline, rejections, now in
            ImagePipelinePlanner.plan(
                ImagePipelineObservation(
                    pipeline: pipeline,
                    workflows: caches.workflows.children(of: pipeline.metadata),
                    pods: caches.pods(of: pipeline.metadata),
                    rejections: rejections,
                    configuration: configuration,
                    now: now
                )
            )
        }
        controller.owns(caches.workflows, owner: ImagePipeline.resource)
        return controller
    }

    func trainingRunController() -> Controller {
        let controller = controller("trainingrun", caches.trainingRuns) {
            [caches, options] run, rejections, now in
            TrainingRunPlanner.plan(
                TrainingRunObservation(
                    run: run,
                    jobs: caches.jobs.children(of: run.metadata),
                    pods: caches.pods(of: run.metadata),
                    rejections: rejections,
                    tokens: options.tokens,
                    configuration: options.configuration,
                    now: now
                )
            )
        }
        controller.owns(caches.jobs, owner: TrainingRun.resource)
        return controller
    }

    func inferenceServiceController() -> Controller {
        let controller = controller("inferenceservice", caches.inferenceServices) {
            [caches, configuration = options.configuration] service, rejections, now in
            InferenceServicePlanner.plan(
                InferenceServiceObservation(
                    service: service,
                    deployments: caches.deployments.children(of: service.metadata),
                    services: caches.services.children(of: service.metadata),
                    pods: caches.pods(of: service.metadata),
                    trainingRun: caches.trainingRun(of: service),
                    rejections: rejections,
                    configuration: configuration,
                    now: now
                )
            )
        }
        controller.watch(caches.trainingRuns) { [store = caches.inferenceServices.store] run in
            store.objects(in: Caches.servicesByTraining, "\(run.key)").map(\.key)
        }
        controller.owns(caches.deployments, owner: InferenceService.resource)
        controller.owns(caches.services, owner: InferenceService.resource)
        return controller
    }

    /// A controller of a kind, which also looks again whenever a pod of one of its objects changes.
    private func controller<Kind: DarkroomResource>(
        _ name: String,
        _ primary: Reflector<Kind>,
        plan: @escaping KindReconciler<Kind>.Plan
    ) -> Controller where Kind.Status: EventSource {
        let reconciler = KindReconciler(
            store: primary.store,
            children: ChildWriter(
                client: writer,
                specHashAnnotation: DarkroomAnnotation.specHash,
                notServed: ChildRejection.engineMissing
            ),
            status: StatusWriter(client: writer),
            recordEvent: events.record,
            plan: plan
        )
        let controller = Controller(
            name: name,
            maxConcurrentReconciles: options.maxConcurrentReconciles,
            leadership: elector,
            metricPrefix: writer.metricPrefix,
            logger: logger,
            reconcile: reconciler.reconcile
        )
        controller.watch(primary: primary)
        primary.onQuarantine { [events] object in
            if let event = ObjectEvent.undecodable(object, Kind.resource) { events.record(event) }
        }
        controller.watch(caches.pods) { pod in
            guard let uid = pod.metadata.labels[DarkroomLabel.uid] else { return [] }
            return primary.store.objects(in: .uid, uid).map(\.key)
        }
        return controller
    }
}
