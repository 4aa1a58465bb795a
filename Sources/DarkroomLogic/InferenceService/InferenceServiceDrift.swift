import DarkroomAPI
import KubeCore

/// Whether a child is still what was last applied.
///
/// The hash says what was meant; these comparisons find what somebody changed by hand since. They look only at
/// members the API server keeps exactly as written: comparing all of them would take a quantity it wrote
/// differently (`1000m`, `1`) for a change, and apply again for ever.
extension InferenceServiceManifests {
    func isCurrent(_ child: DeploymentView) -> Bool {
        guard child.specHash == deploymentHash, hasLabels(child.metadata, deployment.metadata.labels) else {
            return false
        }
        let wanted = deployment.spec.template?.spec
        let found = child.spec?.template?.spec
        guard let container = found?.containers?.first(where: { $0.name == Self.containerName }) else {
            return false
        }
        return container.image == wanted?.containers?.first?.image
            && (container.command ?? []) == (wanted?.containers?.first?.command ?? [])
            && (container.args ?? []) == (wanted?.containers?.first?.args ?? [])
            && (found?.nodeSelector ?? [:]) == (wanted?.nodeSelector ?? [:])
    }

    func isCurrent(_ child: ServiceView) -> Bool {
        guard child.specHash == serviceHash, hasLabels(child.metadata, service.metadata.labels) else {
            return false
        }
        let ports = (child.spec?.ports ?? []).compactMap(\.port)
        return child.spec?.selector == service.spec.selector && ports == service.spec.ports?.map(\.port)
    }

    private func hasLabels(_ metadata: ObjectMeta, _ labels: [String: String]?) -> Bool {
        (labels ?? [:]).allSatisfy { metadata.labels[$0.key] == $0.value }
    }
}
