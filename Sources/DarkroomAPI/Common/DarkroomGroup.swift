import KubeCore

/// The API group all Darkroom kinds live in.
public enum DarkroomGroup {
    /// Group name.
    public static let name = "darkroom.dev"
    /// The one version served and stored.
    public static let version = "v1alpha1"
    /// Category of every kind: `kubectl get darkroom` lists them all.
    public static let category = "darkroom"

    /// A namespaced resource of the group.
    static func resource(kind: String, plural: String) -> APIResource {
        APIResource(group: name, version: version, kind: kind, plural: plural)
    }
}
