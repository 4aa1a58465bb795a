import DarkroomAPI
import KubeCore

/// Builds the Workflow of one run of a pipeline.
enum PipelineManifest {
    /// Name of the template that holds the graph. Steps are DNS labels and so never begin with a capital: none can
    /// have this name.
    static let graphTemplate = "Pipeline"

    /// The Workflow. It is written once; afterwards only `suspend` and `shutdown` are patched.
    ///
    /// There is no `ttlStrategy` and no `podGC`. Argo would remove a run whose end nobody has seen yet, which looks
    /// like one that somebody deleted midway; and pods stay, to be looked at, as long as their run does. The
    /// operator removes runs by `ttlSecondsAfterFinished` and `historyLimit`, once their end is on record.
    static func workflow(
        for pipeline: ImagePipeline,
        _ identity: PipelineRunIdentity,
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
        spec.podMetadata = ApplyMeta(labels: podLabels)
        spec.serviceAccountName = pipeline.spec.serviceAccountName ?? argo.serviceAccountName
        if let executor = argo.executorServiceAccountName {
            // Argo refuses to do without a token unless its own containers have an account of theirs.
            spec.automountServiceAccountToken = false
            spec.executor = WorkflowApply.Executor(serviceAccountName: executor)
        }
        spec.securityContext = .restricted(configuration)
        spec.parallelism = policy.parallelism
        spec.activeDeadlineSeconds = policy.activeDeadlineSeconds
        spec.archiveLogs = false

        let instance = argo.instanceID.map { [DarkroomLabel.argoInstance: $0] } ?? [:]
        let metadata = children.child(identity.workflowName, labels: instance, specHash: identity.specHash)
        return ChildManifest(
            WorkflowView.resource,
            children.key(identity.workflowName),
            WorkflowApply(metadata: metadata, spec: spec)
        )
    }

    /// With `failFast` the first failure would keep every step that has not started from doing so. Without it the
    /// branches that do not depend on the failed step go on, and one run shows all that is wrong.
    private static func graph(_ steps: [PipelineStep]) -> WorkflowTemplateApply {
        var template = WorkflowTemplateApply(name: graphTemplate)
        let tasks = steps.map { step in
            WorkflowTemplateApply.Task(
                name: PipelineTaskName.task(of: step.name),
                template: step.name,
                dependencies: step.dependsOn.isEmpty ? nil : step.dependsOn.map(PipelineTaskName.task)
            )
        }
        template.dag = WorkflowTemplateApply.DAG(failFast: false, tasks: tasks)
        return template
    }

    private static func template(
        _ step: PipelineStep,
        _ policy: PipelineRunPolicy,
        _ configuration: OperatorConfiguration
    ) -> WorkflowTemplateApply {
        let parameters = step.parameters.sorted { $0.key < $1.key }.map { "--\($0.key)=\($0.value.text)" }
        // Placement stands on every template, because a template's replaces the Workflow's and is not merged.
        let placement = step.placement(configuration)
        var template = WorkflowTemplateApply(name: step.name)
        template.container = step.container(
            named: nil,
            moreArguments: parameters,
            configuration: configuration
        )
        template.metadata = ApplyMeta(labels: [DarkroomLabel.step: step.name])
        template.activeDeadlineSeconds = step.timeoutSeconds
        template.nodeSelector = placement.nodeSelector
        template.affinity = placement.affinity
        template.tolerations = placement.tolerations
        let retries = step.retry?.limit ?? policy.retryLimit ?? 0
        if retries > 0 {
            // A pod that was deleted or whose node went down counts as an error and not as a failure: `Always`
            // retries both.
            template.retryStrategy = WorkflowTemplateApply.RetryStrategy(
                limit: retries,
                retryPolicy: "Always"
            )
        }
        return template
    }
}
