public import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
public import KubeReconcile

extension KindRegistration {
    /// ImagePipeline: a Workflow per run.
    static let imagePipeline = KindRegistration(
        ImagePipeline.self,
        render: ChildRenderer.render,
        controller: { kind, options in
            let workflows = kind.owns(WorkflowView.self, isOptional: true)
            let pods = kind.watches(PodView.self, byUIDLabel: DarkroomLabel.uid)
            return { pipeline, rejections, now in
                ImagePipelinePlanner.plan(
                    ImagePipelineObservation(
                        pipeline: pipeline,
                        workflows: workflows(pipeline),
                        pods: pods(pipeline),
                        rejections: rejections,
                        configuration: options.configuration,
                        now: now
                    )
                )
            }
        }
    )
}

extension ImagePipelineStatus: EventSource {
    public var event: StatusEvent? {
        switch phase {
        case .succeeded?: .good("Succeeded", message)
        case .stopped?: .good("Stopped", message)
        case .failed?: .bad("Failed", message, conditions[ConditionType.succeeded])
        case .pending?, .running?, .suspended?, nil: nil
        }
    }
}
