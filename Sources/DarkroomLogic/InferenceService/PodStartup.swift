import DarkroomAPI

/// How far the newest pod is that is about to become ready.
enum PodStartup: Hashable, Sendable {
    /// The Deployment has not created a pod.
    case noPod
    /// The pod has no node.
    case unscheduled
    /// The node fetches the image and the model.
    case preparing(node: String)
    /// The container runs and has not passed its readiness probe.
    case running(node: String)

    init(_ pods: [PodView]) {
        guard let pod = pods.newestFirst.first else {
            self = .noPod
            return
        }
        guard let node = pod.nodeName else {
            self = .unscheduled
            return
        }
        self = pod.phase == .running ? .running(node: node) : .preparing(node: node)
    }

    var message: String {
        switch self {
        case .noPod: "The Deployment has no pod yet"
        case .unscheduled: "The pod is waiting for a node"
        case .preparing(let node): "The container is being prepared on node \(node)"
        case .running(let node): "The container runs on node \(node) and is not ready yet"
        }
    }
}
