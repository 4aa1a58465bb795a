import KubeCore
import KubeTestSupport

extension Widget {
    /// A widget in the default namespace.
    static func named(
        _ name: String,
        uid: String? = nil,
        version: String = "1",
        size: Int = 1,
        labels: [String: String] = [:],
        controller: String? = nil
    ) -> Widget {
        let owners = controller.map {
            [OwnerReference(apiVersion: "example.dev/v1", kind: "Gadget", name: $0, uid: $0, controller: true)]
        }
        return Widget(
            ObjectMeta(
                name: name,
                namespace: "default",
                uid: uid ?? "uid-\(name)",
                resourceVersion: version,
                labels: labels,
                ownerReferences: owners ?? []
            ),
            size: size
        )
    }
}

extension ObjectKey {
    /// A key in the default namespace.
    static func named(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }
}

extension Backoff {
    /// A backoff too short to wait for.
    static let none = Backoff(initial: .milliseconds(1), cap: .milliseconds(1), jitter: 0)
}
