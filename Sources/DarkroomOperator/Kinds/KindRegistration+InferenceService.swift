public import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
public import KubeReconcile

extension KindRegistration {
    /// InferenceService: a Deployment and a Service; its model may come from a TrainingRun.
    static let inferenceService = KindRegistration(
        InferenceService.self,
        render: ChildRenderer.render,
        controller: { kind, options in
            let deployments = kind.owns(DeploymentView.self)
            let services = kind.owns(ServiceView.self)
            let pods = kind.watches(PodView.self, byUIDLabel: DarkroomLabel.uid)
            let trainingRun = kind.refers(to: TrainingRun.self) { service in
                service.spec.model?.trainingRun.map {
                    ObjectKey(namespace: service.metadata.namespace, name: $0.name)
                }
            }
            return { service, rejections, now in
                InferenceServicePlanner.plan(
                    InferenceServiceObservation(
                        service: service,
                        deployments: deployments(service),
                        services: services(service),
                        pods: pods(service),
                        trainingRun: trainingRun(service),
                        rejections: rejections,
                        configuration: options.configuration,
                        now: now
                    )
                )
            }
        }
    )
}

extension InferenceServiceStatus: EventSource {
    public var event: StatusEvent? {
        switch phase {
        // The message also tells of passing things such as a rollout, each of which would be another event.
        case .ready?: .good("Ready", "Requests are served")
        case .failed?: .bad("Failed", message, conditions[ConditionType.ready])
        case .idle?, .activating?, .degraded?, .stopped?, nil: nil
        }
    }
}
