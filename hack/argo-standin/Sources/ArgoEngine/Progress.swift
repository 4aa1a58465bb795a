import ArgoModel

/// `N/M`: the pods that succeeded, of the pods known so far. Every attempt counts, as in Argo.
enum Progress {
    private struct Count {
        var done = 0
        var known = 0

        var text: String { "\(done)/\(known)" }

        mutating func add(_ pod: NodeStatus) {
            known += 1
            if pod.phase == .succeeded { done += 1 }
        }
    }

    /// Writes the progress to every node that has or contains pods, and returns the total.
    static func update(_ nodes: inout [String: NodeStatus]) -> String {
        var wrappers: [String: String] = [:]
        for node in nodes.values where node.type == .retry || node.type == .taskGroup {
            for child in node.children ?? [] { wrappers[child] = node.id }
        }
        var counts: [String: Count] = [:]
        var whole = Count()
        for pod in nodes.values where pod.type == .pod {
            whole.add(pod)
            var holder: NodeStatus? = pod
            while let node = holder {
                counts[node.id, default: Count()].add(pod)
                holder = (wrappers[node.id] ?? node.boundaryID).flatMap { nodes[$0] }
            }
        }
        for (id, count) in counts { nodes[id]?.progress = count.text }
        return whole.text
    }
}
