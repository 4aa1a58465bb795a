import DarkroomAPI
import KubeCore

/// Builds the Workflow of one run of a pipeline.
enum ImagePipelineManifest {
    /// Name of the template that contains the graph. Names of steps are DNS labels without capitals, so none can
    /// have this name.
    static let graphTemplate = "Pipeline"

    /// The Workflow. It is created once; afterwards only `suspend` and `shutdown` are patched.
    ///
    /// `ttlStrategy` and `podGC` are set so that nothing is removed: otherwise the `workflowDefaults` of Argo's controller
    /// would apply. Argo must not remove a run whose end the operator has not recorded, and pods remain for inspection as
    /// long as their run does. The operator removes runs by `ttlSecondsAfterFinished` and `historyLimit`, once their end
    /// is on record.
    static func workflow(
        for pipeline: ImagePipeline,
        _ identity: ImagePipelineRunIdentity,
        _ configuration: OperatorConfiguration
    ) -> ChildManifest {
        let children = ChildMetadata(of: pipeline)
        let policy = pipeline.spec.runPolicy
        let argo = configuration.argo
        let podLabels = children.labels.merging([DarkroomLabel.run: identity.workflowName]) { _, run in run }

        var spec = WorkflowApply.Spec()
        spec.entrypoint = graphTemplate
        spec.templates =
            [graph(pipeline.spec.steps)] + pipeline.spec.steps.map { template($0, policy, configuration) }
        spec.podMetadata = .pods(pipeline.spec, labels: podLabels)
        spec.serviceAccountName = pipeline.spec.serviceAccountName ?? argo.serviceAccountName
        if let executor = argo.executorServiceAccountName {
            // Argo requires a token in the pods unless its own containers have a service account.
            spec.automountServiceAccountToken = false
            spec.executor = WorkflowApply.Executor(serviceAccountName: executor)
        }
        spec.securityContext = .restricted(configuration)
        spec.parallelism = policy.parallelism
        spec.activeDeadlineSeconds = policy.activeDeadlineSeconds
        spec.archiveLogs = false
        spec.ttlStrategy = WorkflowApply.TTLStrategy(seconds: ChildRetention.seconds)
        spec.podGC = WorkflowApply.PodGC(matchLabels: [DarkroomLabel.removable: "true"])

        let instance = argo.instanceID.map { [DarkroomLabel.argoInstance: $0] } ?? [:]
        let metadata = children.child(identity.workflowName, labels: instance, specHash: identity.specHash)
        return ChildManifest(
            WorkflowView.resource,
            children.key(identity.workflowName),
            WorkflowApply(metadata: metadata, spec: spec)
        )
    }

    /// With `failFast`, no step would start after the first failure. Without it, the branches that do not depend on the
    /// failed step continue, and one run shows everything that is wrong.
    private static func graph(_ steps: [ImagePipelineStep]) -> WorkflowTemplateApply {
        var template = WorkflowTemplateApply(name: graphTemplate)
        let tasks = steps.map { step in
            WorkflowTemplateApply.Task(
                name: ImagePipelineTaskName.task(of: step.name),
                template: step.name,
                dependencies: step.dependsOn.isEmpty ? nil : step.dependsOn.map(ImagePipelineTaskName.task)
            )
        }
        template.dag = WorkflowTemplateApply.DAG(failFast: false, tasks: tasks)
        return template
    }

    private static func template(
        _ step: ImagePipelineStep,
        _ policy: ImagePipelineRunPolicy,
        _ configuration: OperatorConfiguration
    ) -> WorkflowTemplateApply {
        let parameters = step.parameters.sorted { $0.key < $1.key }.map { "--\($0.key)=\($0.value.text)" }
        // Placement is set on each template: a template's replaces the Workflow's instead of being merged with it.
        let placement = step.placement(configuration)
        var template = WorkflowTemplateApply(name: step.name)
        var container = step.container(
            named: nil,
            moreArguments: parameters,
            configuration: configuration
        )
        template.volumes = SharedMemory(step)?.mount(in: &container).map { [$0] }
        template.container = container
        template.metadata = ApplyMeta(labels: [DarkroomLabel.step: step.name])
        template.activeDeadlineSeconds = step.timeoutSeconds
        template.nodeSelector = placement.nodeSelector
        template.affinity = placement.affinity
        template.tolerations = placement.tolerations
        let retries = step.retry?.limit ?? policy.retryLimit ?? 0
        if retries > 0 {
            // Argo counts a deleted pod or a lost node as an error and not as a failure; `Always` retries both.
            template.retryStrategy = WorkflowTemplateApply.RetryStrategy(
                limit: retries,
                retryPolicy: "Always"
            )
        }
        return template
    }
}
