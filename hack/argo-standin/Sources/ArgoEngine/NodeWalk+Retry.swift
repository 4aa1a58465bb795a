import ArgoModel
import KubeCore

extension NodeWalk {
    /// Runs a container template until an attempt succeeds or the strategy gives up; the node is the wrapper.
    mutating func runAttempts(
        _ container: JSONValue,
        _ strategy: RetryStrategy,
        _ call: TemplateCall,
        at place: NodePlace
    ) throws(Refusal) -> NodeStatus? {
        let id = nodeID(place.name)
        if let node = nodes[id], node.phase.isFulfilled { return node }
        if nodes[id] == nil {
            // The wrapper starts with its first attempt, whose pod may already exist: a status can get lost.
            guard mayCreatePod || pods[nodeID("\(place.name)(0)")] != nil else { return nil }
            try insert(node: makeNode(.retry, at: place, call: call, phase: .running), at: place)
        }
        var attempts: [NodeStatus] = []
        while true {
            let name = "\(place.name)(\(attempts.count))"
            let isNew = nodes[nodeID(name)] == nil && pods[nodeID(name)] == nil
            if isNew, let verdict = RetryVerdict(after: attempts, strategy, ending: ending, now: now) {
                guard carryOut(verdict, on: id) else { break }
            }
            let attempt = NodePlace(name: name, boundary: place.boundary, parents: [id])
            guard let node = try runPod(container, call, at: attempt, attempt: attempts.count) else { break }
            attempts.append(node)
            guard node.phase.isFulfilled else {
                nodes[id]?.message = nil
                break
            }
        }
        return nodes[id]
    }

    /// Writes a verdict to the wrapper.
    ///
    /// - Returns: Whether another attempt may start now.
    private mutating func carryOut(_ verdict: RetryVerdict, on id: String) -> Bool {
        switch verdict {
        case .tryAgain:
            nodes[id]?.message = nil
            return true
        case .wait(let time, let message):
            nodes[id]?.message = message
            wakeUp = min(wakeUp ?? time, time)
        case .end(let phase, let message, let outputs):
            finish(id, phase, message)
            nodes[id]?.outputs = outputs
        }
        return false
    }
}
