/// Names one resource type of the Kubernetes API: what a URL path and an object's `apiVersion`/`kind` need.
public struct APIResource: Hashable, Sendable {
    /// API group; empty for the core group.
    public let group: String
    /// Version within the group, such as `v1`.
    public let version: String
    /// Kind as written in manifests, such as `Deployment`.
    public let kind: String
    /// Plural name as used in URLs, such as `deployments`.
    public let plural: String
    /// Whether objects live in a namespace.
    public let isNamespaced: Bool

    /// Names a resource type.
    public init(group: String, version: String, kind: String, plural: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// `apiVersion` as written in manifests: `group/version`, or the bare version for the core group.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The resource's path from the server's root, without an object name.
    ///
    /// - Parameter namespace: nil addresses all namespaces, or a cluster-scoped resource.
    public func path(namespace: String?) -> String {
        let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        guard isNamespaced, let namespace else { return "\(root)/\(plural)" }
        return "\(root)/namespaces/\(namespace)/\(plural)"
    }
}

extension APIResource: CustomStringConvertible {
    /// `deployments.apps`, the form kubectl and RBAC use.
    public var description: String { group.isEmpty ? plural : "\(plural).\(group)" }
}
