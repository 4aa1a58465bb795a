internal import KubeCore

extension ChildRejection {
    /// The cluster does not have the child's resource type at all.
    static func engineMissing(_ resource: APIResource, _ key: ObjectKey) -> ChildRejection {
        ChildRejection(
            resource: resource,
            key: key,
            reason: "EngineMissing",
            message: """
                this cluster does not serve \(resource) (\(resource.apiVersion)); install what provides it, \
                such as Argo Workflows for workflows.argoproj.io
                """
        )
    }
}
