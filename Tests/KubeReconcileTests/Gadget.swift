import KubeCore
import KubeReconcile
import KubeRuntime

/// A custom resource with a minimal status.
struct Gadget: CustomResource, Equatable {
    static let resource = APIResource(group: "example.dev", version: "v1", kind: "Gadget", plural: "gadgets")

    struct Status: Codable, Hashable, Sendable, EventSource {
        var phase = "Working"
        var message: String?

        var event: StatusEvent? {
            switch phase {
            case "Done": StatusEvent(.normal, reason: phase, note: message ?? phase)
            case "Failed": StatusEvent(.warning, reason: phase, note: message ?? phase)
            default: nil
            }
        }

        func requiresOptimisticLock(after previous: Status?) -> Bool { phase == "Done" }
    }

    let metadata: ObjectMeta
    let status: Status?

    init(version: String = "9", status: Status? = Status(), deletedAt: Timestamp? = nil) {
        metadata = ObjectMeta(
            name: "gadget",
            namespace: "default",
            uid: "gadget-uid",
            resourceVersion: version,
            deletionTimestamp: deletedAt
        )
        self.status = status
    }

    static let key = ObjectKey(namespace: "default", name: "gadget")

    /// The object in the API server, at version 9.
    static let json: JSONValue = [
        "metadata": ["name": "gadget", "namespace": "default", "uid": "gadget-uid", "resourceVersion": "9"],
        "status": ["phase": "Working"],
    ]
}
