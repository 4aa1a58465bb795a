import DarkroomAPI
import KubeCore

/// How a stored child differs from its manifest.
///
/// The hash identifies the last apply; comparisons find later changes by other clients. They cover only members that
/// the API server stores exactly as written: comparing all of them would mistake a quantity in another notation (`1000m`,
/// `1`) for a change and apply again forever.
enum ChildDrift {
    static func hasLabels(_ metadata: ObjectMeta, _ labels: [String: String]?) -> Bool {
        (labels ?? [:]).allSatisfy { metadata.labels[$0.key] == $0.value }
    }

    /// Keys that other clients added to a map that must be exactly ours, as a patch that removes them; nil when there are
    /// none. API servers before Kubernetes 1.21 merge these maps key by key, so that an apply leaves foreign keys.
    static func removal(of found: [String: String]?, except wanted: [String: String]?) -> JSONValue? {
        let foreign = (found ?? [:]).filter { wanted?[$0.key] == nil }
        return foreign.isEmpty ? nil : .object(foreign.mapValues { _ in .null })
    }
}

extension InferenceDeploymentManifest {
    /// Whether a child is still what was last applied.
    func isCurrent(_ child: DeploymentView) -> Bool {
        guard child.specHash == hash, ChildDrift.hasLabels(child.metadata, object.metadata.labels) else { return false }
        let wanted = object.spec.template?.spec
        let found = child.spec?.template?.spec
        guard let container = found?.containers?.first(where: { $0.name == Self.containerName }) else {
            return false
        }
        let fetcher = found?.initContainers?.first { $0.name == PodTemplateApply.fetcherName }
        return (fetcher?.args ?? []) == (wanted?.initContainers?.first?.args ?? [])
            && container.image == wanted?.containers?.first?.image
            && (container.command ?? []) == (wanted?.containers?.first?.command ?? [])
            && (container.args ?? []) == (wanted?.containers?.first?.args ?? [])
            && (found?.nodeSelector ?? [:]) == (wanted?.nodeSelector ?? [:])
    }

    /// What an apply may leave of other clients' changes, as a patch that removes it.
    func removal(from child: DeploymentView) -> JSONValue? {
        let wanted = object.spec.template?.spec?.nodeSelector
        return ChildDrift.removal(of: child.spec?.template?.spec?.nodeSelector, except: wanted).map { keys in
            ["spec": ["template": ["spec": ["nodeSelector": keys]]]]
        }
    }
}

extension InferenceClusterServiceManifest {
    /// Whether a child is still what was last applied.
    func isCurrent(_ child: ServiceView) -> Bool {
        guard child.specHash == hash, ChildDrift.hasLabels(child.metadata, object.metadata.labels) else { return false }
        // An additional port does no harm, and an apply would leave it.
        let ports = Set((child.spec?.ports ?? []).compactMap(\.port))
        return child.spec?.selector == object.spec.selector
            && ports.isSuperset(of: (object.spec.ports ?? []).map(\.port))
    }

    /// What an apply may leave of other clients' changes, as a patch that removes it.
    func removal(from child: ServiceView) -> JSONValue? {
        ChildDrift.removal(of: child.spec?.selector, except: object.spec.selector).map {
            ["spec": ["selector": $0]]
        }
    }
}
