import KubeCore

/// The resources of a run.
enum Resource {
    private static let all = [
        APIResource(group: "darkroom.dev", version: "v1alpha1", kind: "ImagePipeline", plural: "imagepipelines"),
        APIResource(group: "darkroom.dev", version: "v1alpha1", kind: "TrainingRun", plural: "trainingruns"),
        APIResource(group: "darkroom.dev", version: "v1alpha1", kind: "InferenceService", plural: "inferenceservices"),
        APIResource(group: "argoproj.io", version: "v1alpha1", kind: "Workflow", plural: "workflows"),
        APIResource(group: "batch", version: "v1", kind: "Job", plural: "jobs"),
        APIResource(group: "apps", version: "v1", kind: "Deployment", plural: "deployments"),
        APIResource(group: "", version: "v1", kind: "Service", plural: "services"),
        APIResource(group: "", version: "v1", kind: "Pod", plural: "pods"),
    ]

    /// Plural names of all that the operator watches.
    static let watched = all.map(\.plural).sorted()
    /// Plural names of the custom resources.
    static let kinds = all.filter { $0.group == "darkroom.dev" }.map(\.plural).sorted()

    static func named(_ plural: String) throws -> APIResource {
        guard let resource = all.first(where: { $0.plural == plural }) else {
            throw Failure("unknown resource \(plural)")
        }
        return resource
    }
}
