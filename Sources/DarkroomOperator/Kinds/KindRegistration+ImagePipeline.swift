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
            let foreign = kind.foreign(WorkflowView.self, named: ImagePipelinePlanner.workflowName)
            let departed = kind.departures(of: WorkflowView.self, remembering: trace)
            let pods = kind.watches(PodView.self, byUIDLabel: DarkroomLabel.uid)
            return { pipeline, rejections, now in
                ImagePipelinePlanner.plan(
                    ImagePipelineObservation(
                        pipeline: pipeline,
                        workflows: workflows(pipeline) + foreign(pipeline),
                        departed: departed(pipeline),
                        pods: pods(pipeline),
                        rejections: rejections,
                        configuration: options.configuration,
                        now: now
                    )
                )
            }
        }
    )

    /// What is remembered of a Workflow that has disappeared. An end that is on record needs no memory, and of a run that had
    /// not ended only that matters.
    private static func trace(_ workflow: WorkflowView, _ pipeline: ImagePipeline?) -> WorkflowView? {
        guard workflow.status?.phase?.endsRun == true else {
            var workflow = workflow
            workflow.status?.nodes = .inline([:])
            return workflow
        }
        let isOnRecord = pipeline?.status?.recentRuns.contains { $0.name == workflow.metadata.name } ?? false
        return isOnRecord ? nil : workflow
    }
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
