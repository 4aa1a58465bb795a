import ArgoModel
import KubeCore

extension NodeWalk {
    /// Runs the tasks of a DAG that are ready to run, and ends the DAG when none is left.
    mutating func runDAG(_ dag: DAG, _ call: TemplateCall, at place: NodePlace) throws(Refusal) -> NodeStatus? {
        let id = nodeID(place.name)
        if let node = nodes[id], node.phase.isFulfilled { return node }
        if nodes[id] == nil {
            guard mayBegin else { return nil }
            try insert(node: makeNode(.dag, at: place, call: call, phase: .running), at: place)
        }
        let outside = mayBegin
        defer { mayBegin = outside }
        let isStopped = ending != nil || (dag.failFast && hasFailure(inside: id))
        mayBegin = outside && !isStopped

        let values = values(for: call)
        for task in dag.tasks {
            try runTask(task, of: place, values: values, isStopped: isStopped)
        }
        end(dag, id, at: place, isStopped: isStopped)
        return nodes[id]
    }

    /// Whether a direct child of a DAG has failed permanently; failed attempts may be retried.
    private func hasFailure(inside id: String) -> Bool {
        nodes.values.contains { $0.boundaryID == id && $0.phase.isFailure && $0.nodeFlag?.retried != true }
    }

    private mutating func runTask(
        _ task: DAG.Task,
        of dag: NodePlace,
        values: Tags.Values,
        isStopped: Bool
    ) throws(Refusal) {
        let before = task.dependencies.map { nodes[nodeID("\(dag.name).\($0)")] }
        guard before.allSatisfy({ $0?.phase.isFulfilled == true }) else { return }
        let parents =
            before.isEmpty ? [nodeID(dag.name)] : before.compactMap(\.self).flatMap { outboundNodes(of: $0) }
        let place = NodePlace(name: "\(dag.name).\(task.name)", boundary: dag.name, parents: parents)
        guard before.allSatisfy({ $0?.phase.satisfiesDependents == true }) else {
            try skip(task, at: place, .omitted, "omitted: depends condition not met")
            return
        }
        switch task.fanOut {
        case nil:
            let arguments = try task.arguments(values)
            _ = try runTemplate(task.template, at: place, arguments: arguments)
        case let fanOut?:
            let items = try fanOut.items(values, at: task.path)
            try runGroup(task, items: items, at: place, values: values, isStopped: isStopped)
        }
    }

    /// Runs a task once for each item; the node is the group around them.
    private mutating func runGroup(
        _ task: DAG.Task,
        items: [String],
        at place: NodePlace,
        values: Tags.Values,
        isStopped: Bool
    ) throws(Refusal) {
        let id = nodeID(place.name)
        if nodes[id]?.phase.isFulfilled == true { return }
        guard !items.isEmpty else {
            if mayBegin { try skip(task, at: place, .skipped, "Skipped, empty params") }
            return
        }
        if nodes[id] == nil {
            guard mayBegin, let template = spec.templates[task.template] else { return }
            let call = TemplateCall(template: template, inputs: [])
            try insert(node: makeNode(.taskGroup, at: place, call: call, phase: .running), at: place)
        }
        var phases: [NodeStatus.Phase?] = []
        for (index, item) in items.enumerated() {
            let name = ArgoNames.fanOutTask(place.name, index: index, item: item)
            let arguments = try task.arguments(values.merging(["item": item]) { $1 })
            let itemPlace = NodePlace(name: name, boundary: place.boundary, parents: [id])
            phases.append(try runTemplate(task.template, at: itemPlace, arguments: arguments)?.phase)
        }
        guard phases.allSatisfy({ $0.map(\.isFulfilled) ?? isStopped }) else { return }
        let ranAll = phases.allSatisfy { $0 != nil }
        let failure = phases.compactMap(\.self).last(where: \.isFailure)
        finish(id, failure ?? (ranAll ? .succeeded : .failed))
    }

    /// Records that a task does not run.
    private mutating func skip(
        _ task: DAG.Task,
        at place: NodePlace,
        _ phase: NodeStatus.Phase,
        _ message: String
    ) throws(Refusal) {
        guard nodes[nodeID(place.name)] == nil, let template = spec.templates[task.template] else { return }
        let call = TemplateCall(template: template, inputs: [])
        var node = makeNode(.skipped, at: place, call: call, phase: phase)
        node.message = message
        try insert(node: node, at: place)
    }

    private mutating func end(_ dag: DAG, _ id: String, at place: NodePlace, isStopped: Bool) {
        let tasks = dag.tasks.map { nodes[nodeID("\(place.name).\($0.name)")] }
        let hasRun = tasks.compactMap(\.self)
        guard hasRun.allSatisfy(\.phase.isFulfilled), isStopped || hasRun.count == tasks.count else { return }
        let failures = hasRun.map(\.phase).filter(\.isFailure)
        let last = Set(dag.tasks.map(\.name)).subtracting(dag.tasks.flatMap(\.dependencies)).sorted()
        let lastNodes = last.compactMap { nodes[nodeID("\(place.name).\($0)")] }
        let outbound = lastNodes.flatMap { outboundNodes(of: $0) }
        nodes[id]?.outboundNodes = outbound
        if failures.isEmpty, ending == nil {
            finish(id, .succeeded)
        } else {
            finish(id, failures.isEmpty || failures.contains(.failed) ? .failed : .error)
        }
    }

    /// The last nodes of `node`, which are the parents of the nodes after it.
    private func outboundNodes(of node: NodeStatus) -> [String] {
        switch node.type {
        case .pod, .skipped: [node.id]
        case .retry: [node.children?.last ?? node.id]
        case .dag: node.outboundNodes ?? [node.id]
        case .taskGroup: (node.children ?? []).compactMap { nodes[$0] }.flatMap { outboundNodes(of: $0) }
        }
    }
}

extension DAG.Task {
    /// The arguments with their tags replaced.
    fileprivate func arguments(_ values: Tags.Values) throws(Refusal) -> [Parameter] {
        var result: [Parameter] = []
        for argument in arguments {
            let value = try Tags.substitute(argument.value ?? "", values, at: "\(path).arguments")
            result.append(Parameter(name: argument.name, value: value))
        }
        return result
    }
}

extension DAG.FanOut {
    /// The items as text.
    fileprivate func items(_ values: Tags.Values, at path: String) throws(Refusal) -> [String] {
        let items: [JSONValue]
        let place: String
        switch self {
        case .items(let list):
            place = "\(path).withItems"
            items = try Tags.substitute(.array(list), values, at: place).arrayValue ?? []
        case .parameter(let text):
            place = "\(path).withParam"
            let json = try Tags.substitute(text, values, at: place)
            guard let list = JSONValue(parsing: json)?.arrayValue else {
                throw Refusal(
                    place,
                    "withParam value could not be parsed as a JSON list: \(json.prefix(200))"
                )
            }
            items = list
        }
        var texts: [String] = []
        for (index, item) in items.enumerated() {
            guard let text = item.plainText else {
                throw Refusal(
                    "\(place)[\(index)]",
                    "the Argo development stand-in knows only strings, numbers and truth values"
                )
            }
            // Argo would search it for tags again.
            guard !Tags.mayHoldTag(text) else { throw Refusal("\(place)[\(index)]", "holds '{{'") }
            texts.append(text)
        }
        return texts
    }
}
