import DarkroomAPI
import Exploration
import KubeCore

@testable import DarkroomLogic

/// An InferenceService in a cluster: its Deployment, Service and pods, the Deployment controller, the gateway that wakes it
/// and lets it sleep, the operator with its caches, and people.
struct ServiceWorld: Hashable, Sendable {
    /// Fewest pods of the service, which does not change while the world lasts.
    let minReplicas: Int
    var service = Cached(Service())
    var deployments = Cached<[Deployment]>([])
    /// The Services by that name: one or none.
    var clusterServices = Cached<[JSONValue]>([])
    var pods: [Pod] = []
    var `operator` = OperatorProcess()
    /// Whether a quota refuses new pods.
    var arePodsRefused = false
    var now = 0
    var made = 0

    init(minReplicas: Int) { self.minReplicas = minReplicas }

    /// The custom resource.
    struct Service: Hashable, Sendable {
        var isStopped = false
        /// How often the image was changed.
        var edits = 0
        var generation: Int64 = 1
        var status: InferenceServiceStatus?

        var image: String { "registry.example/server:\(edits + 1)" }
    }

    struct Deployment: Hashable, Sendable {
        let number: Int
        /// As it is stored, without its status.
        var object: JSONValue
        var generation: Int64 = 1
        var observedGeneration: Int64 = 0
        var isRefused = false
        /// As the Deployment controller has last counted them.
        var counted = Count()

        struct Count: Hashable, Sendable {
            var all = 0
            var ready = 0
            var updated = 0
        }

        var uid: String { "deployment-\(number)" }
        var replicas: Int {
            if case .integer(let count)? = object["spec"]?["replicas"] { Int(count) } else { 1 }
        }

        var image: String? {
            object["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]?.stringValue
        }
    }

    struct Pod: Hashable, Sendable {
        let number: Int
        let deployment: String
        let image: String?
        var isReady = false
        var hasCrashed = false
    }
}
