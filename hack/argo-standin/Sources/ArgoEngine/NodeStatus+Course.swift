import ArgoModel
import KubeCore

extension NodeStatus {
    /// Applies the observation of the node's pod.
    mutating func observe(_ pod: Pod, now: Timestamp) {
        let observation = PodObservation(pod)
        phase = observation.phase
        message = observation.message
        hostNodeName = pod.spec.nodeName ?? hostNodeName
        if let exitCode = observation.exitCode { outputs = Outputs(exitCode: exitCode) }
        if phase.isFulfilled { finishedAt = observation.finishedAt ?? now }
    }

    /// Adds a child, in place: a fan-out has many.
    mutating func adopt(_ child: String) {
        if children == nil { children = [] }
        children?.append(child)
    }

    /// Ends the node.
    mutating func finish(_ phase: Phase, _ message: String? = nil, now: Timestamp) {
        self.phase = phase
        self.message = message
        finishedAt = now
    }
}
