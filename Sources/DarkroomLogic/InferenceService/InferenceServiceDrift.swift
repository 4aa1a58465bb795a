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
        let fetcher = found?.initContainers?.first { $0.name == PodTemplateApply.fetcherName }
        return (fetcher?.args ?? []) == (wanted?.initContainers?.first?.args ?? [])
            && container.image == wanted?.containers?.first?.image
            && (container.command ?? []) == (wanted?.containers?.first?.command ?? [])
            && (container.args ?? []) == (wanted?.containers?.first?.args ?? [])
            && (found?.nodeSelector ?? [:]) == (wanted?.nodeSelector ?? [:])
    }

    func isCurrent(_ child: ServiceView) -> Bool {
        guard child.specHash == serviceHash, hasLabels(child.metadata, service.metadata.labels) else {
            return false
        }
        // A port that somebody added harms nobody, and an apply would leave it.
        let ports = Set((child.spec?.ports ?? []).compactMap(\.port))
        return child.spec?.selector == service.spec.selector
            && ports.isSuperset(of: (service.spec.ports ?? []).map(\.port))
    }

    private func hasLabels(_ metadata: ObjectMeta, _ labels: [String: String]?) -> Bool {
        (labels ?? [:]).allSatisfy { metadata.labels[$0.key] == $0.value }
    }
}

/// What others added to maps that must be exactly ours, as a patch that removes it.
///
/// Servers before Kubernetes 1.21 merge these maps key by key, so that an apply leaves the keys of others.
extension InferenceServiceManifests {
    func removal(from child: DeploymentView) -> JSONValue? {
        let wanted = deployment.spec.template?.spec?.nodeSelector
        return Self.removal(of: child.spec?.template?.spec?.nodeSelector, except: wanted).map { keys in
            ["spec": ["template": ["spec": ["nodeSelector": keys]]]]
        }
    }

    func removal(from child: ServiceView) -> JSONValue? {
        Self.removal(of: child.spec?.selector, except: service.spec.selector).map {
            ["spec": ["selector": $0]]
        }
    }

    private static func removal(of found: [String: String]?, except wanted: [String: String]?) -> JSONValue? {
        let strangers = (found ?? [:]).filter { wanted?[$0.key] == nil }
        return strangers.isEmpty ? nil : .object(strangers.mapValues { _ in .null })
    }
}
