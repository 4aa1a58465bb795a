public import DarkroomAPI
public import KubeCore

/// What a custom resource would become, for people who look before they apply.
public struct Rendering: Sendable, Hashable {
    /// The children as they would be created; empty when there are problems.
    public var children: [ChildManifest]
    /// What keeps the spec from being carried out.
    public var problems: [SpecProblem]

    /// Makes a rendering.
    public init(children: [ChildManifest], problems: [SpecProblem]) {
        self.children = children
        self.problems = problems
    }
}

/// Makes the children of a custom resource without any cluster.
public enum ChildRenderer {
    /// Stands in for the UID that only a server gives.
    public static let placeholderUID = "00000000-0000-0000-0000-000000000000"

    /// The Workflow of a pipeline.
    public static func render(_ pipeline: ImagePipeline, _ configuration: OperatorConfiguration) -> Rendering {
        var pipeline = pipeline
        pipeline.metadata = named(pipeline.metadata)
        return rendering(pipeline.metadata, ImagePipelineRules.problems(pipeline, configuration)) {
            [ImagePipelineManifest.workflow(for: pipeline, ImagePipelineRunIdentity(pipeline), configuration)]
        }
    }

    /// The Job of a training run's first attempt.
    public static func render(_ run: TrainingRun, _ configuration: OperatorConfiguration) -> Rendering {
        var run = run
        run.metadata = named(run.metadata)
        return rendering(run.metadata, TrainingRunRules.problems(run, configuration)) {
            [TrainingRunManifest.job(for: run, TrainingAttempts([], of: run.spec), configuration)]
        }
    }

    /// The Deployment and the Service of an inference service.
    public static func render(
        _ service: InferenceService,
        _ configuration: OperatorConfiguration
    ) -> Rendering {
        var service = service
        service.metadata = named(service.metadata)
        return rendering(service.metadata, InferenceServiceRules.problems(service, configuration)) {
            let model = ModelResolution(service).source
            return [
                InferenceDeploymentManifest(service, model, configuration).created,
                InferenceClusterServiceManifest(service).applied,
            ]
        }
    }

    private static func named(_ metadata: ObjectMeta) -> ObjectMeta {
        var metadata = metadata
        if metadata.uid.isEmpty { metadata.uid = placeholderUID }
        return metadata
    }

    private static func rendering(
        _ metadata: ObjectMeta,
        _ problems: [SpecProblem],
        _ children: () -> [ChildManifest]
    ) -> Rendering {
        let problems = nameProblems(metadata.name) + problems
        return Rendering(children: problems.isEmpty ? children() : [], problems: problems)
    }

    /// What is wrong with a name. Only needed without a cluster, because the API server rejects such an object.
    private static func nameProblems(_ name: String) -> [SpecProblem] {
        if DNSName.isSubdomain(name) { return [] }
        let words =
            name.isEmpty
            ? "is missing; children are named after it"
            : "\(name.quoted) is not a name for an object; use lower-case letters, digits, '-' and '.'"
        return [SpecProblem(.invalidName, at: "metadata.name", words)]
    }
}
