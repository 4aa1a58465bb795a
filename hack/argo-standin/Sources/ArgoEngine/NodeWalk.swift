import ArgoModel
import KubeCore

/// Brings the nodes of a Workflow up to date: first the existing pods, then the templates from the root down.
///
/// It walks the templates twice. The first walk starts nothing: it determines which tasks have failed, so that
/// a DAG that fails fast does not start a task at the moment when another one fails. The second walk starts the
/// tasks that may start.
struct NodeWalk {
    let workflow: ObjectMeta
    let spec: WorkflowSpec
    let ending: Ending?
    let now: Timestamp
    let pods: [String: Pod]
    let rejections: [String: PodRejection]

    /// The nodes by id.
    var nodes: [String: NodeStatus]
    /// Pods that have to be created.
    var creations: [WorkflowPlan.Creation] = []
    /// When a waiting retry may start.
    var wakeUp: Timestamp?
    /// Whether nodes may start in this walk.
    var mayBegin = false
    private var activePods = 0

    /// A status with more nodes could not be stored anyway; this limits nested fan-outs.
    private static let mostNodes = 20_000

    init(
        workflow: ObjectMeta,
        spec: WorkflowSpec,
        pods: [Pod],
        rejections: [String: PodRejection],
        nodes: [String: NodeStatus],
        ending: Ending?,
        now: Timestamp
    ) {
        self.workflow = workflow
        self.spec = spec
        self.ending = ending
        self.now = now
        self.rejections = rejections
        self.nodes = nodes
        self.pods = Dictionary(
            pods.compactMap { pod in
                pod.metadata.annotations[ArgoNames.nodeIDAnnotation].map { ($0, pod) }
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Applies the observations of the pods, and ends the pods that have to end.
    mutating func observePods() {
        for (id, node) in nodes where node.type == .pod && !node.phase.isFulfilled {
            let observed = observed(node)
            nodes[id] = observed
            if !observed.phase.isFulfilled, pods[id] != nil { activePods += 1 }
        }
    }

    /// Walks the templates from the entrypoint down.
    mutating func run() throws(Refusal) {
        for pass in [false, true] {
            mayBegin = pass && ending == nil
            let root = NodePlace(name: workflow.name, boundary: nil, parents: [])
            _ = try runTemplate(spec.entrypoint, at: root, arguments: spec.arguments)
        }
    }

    /// Runs the template `name` with arguments whose tags have been replaced.
    ///
    /// - Returns: Its node; nil if it has not started.
    mutating func runTemplate(
        _ name: String,
        at place: NodePlace,
        arguments: [Parameter]
    ) throws(Refusal) -> NodeStatus? {
        guard let template = spec.templates[name] else {
            throw Refusal("spec", "there is no template '\(name)'")
        }
        let inputs = template.inputs.map { input in
            Parameter(
                name: input.name,
                value: arguments.first { $0.name == input.name }?.value ?? input.value
            )
        }
        let call = TemplateCall(template: template, inputs: inputs)
        switch template.body {
        case .dag(let dag):
            return try runDAG(dag, call, at: place)
        case .container(let container):
            guard let strategy = template.retryStrategy else {
                return try runPod(container, call, at: place, attempt: nil)
            }
            return try runAttempts(container, strategy, call, at: place)
        }
    }

    /// Runs a container template once.
    mutating func runPod(
        _ container: JSONValue,
        _ call: TemplateCall,
        at place: NodePlace,
        attempt: Int?
    ) throws(Refusal) -> NodeStatus? {
        let id = nodeID(place.name)
        if let node = nodes[id], node.phase != .pending || pods[id] != nil { return node }
        if nodes[id] == nil {
            guard pods[id] != nil || mayCreatePod else { return nil }
            var node = makeNode(.pod, at: place, call: call, phase: .pending)
            if attempt != nil { node.nodeFlag = NodeStatus.Flag(retried: true) }
            node = observed(node)
            try insert(node: node, at: place)
            if pods[id] != nil, !node.phase.isFulfilled { activePods += 1 }
        }
        // Argo also recreates a pod that is gone before it ran, because it cannot know that the pod existed.
        guard let node = nodes[id], node.phase == .pending, pods[id] == nil else { return nodes[id] }
        if rejections[id] == nil, mayCreatePod {
            creations.append(
                try creation(of: container, call, nodeID: id, name: place.name, attempt: attempt)
            )
            activePods += 1
        }
        return node
    }

    /// Whether a pod may be created in this walk.
    var mayCreatePod: Bool { mayBegin && activePods < spec.parallelism ?? .max }

    /// `node` with the state that its pod, the API server or the Workflow's end determines.
    private func observed(_ node: NodeStatus) -> NodeStatus {
        var node = node
        if let pod = pods[node.id] {
            node.observe(pod, now: now)
        } else if node.phase == .running {
            node.finish(.error, PodObservation.podDeleted, now: now)
        } else {
            switch rejections[node.id] {
            case .final(let message): node.finish(.error, message, now: now)
            case .temporary(let message): node.message = message
            case nil: break
            }
        }
        if let ending, !node.phase.isFulfilled { node.finish(.failed, ending.podMessage, now: now) }
        return node
    }
}

extension NodeWalk {
    func nodeID(_ name: String) -> String { ArgoNames.nodeID(workflow: workflow.name, node: name) }

    /// A node that starts now.
    func makeNode(
        _ kind: NodeStatus.Kind,
        at place: NodePlace,
        call: TemplateCall,
        phase: NodeStatus.Phase
    ) -> NodeStatus {
        var node = NodeStatus(
            id: nodeID(place.name),
            name: place.name,
            displayName: place.displayName,
            type: kind,
            phase: phase
        )
        node.templateName = call.template.name
        node.templateScope = "local/\(workflow.name)"
        node.boundaryID = place.boundary.map(nodeID)
        node.startedAt = now
        if phase.isFulfilled { node.finishedAt = now }
        // Every item of a fan-out has its own inputs.
        if kind != .taskGroup, kind != .skipped, !call.inputs.isEmpty {
            node.inputs = NodeStatus.Inputs(parameters: call.inputs)
        }
        return node
    }

    /// Adds a node that starts, as a child of the nodes that it follows.
    mutating func insert(node: NodeStatus, at place: NodePlace) throws(Refusal) {
        guard nodes.count < Self.mostNodes else {
            throw Refusal("spec", "the Argo development stand-in runs at most \(Self.mostNodes) nodes")
        }
        nodes[node.id] = node
        for parent in place.parents { nodes[parent]?.adopt(node.id) }
    }

    /// Ends the node `id`.
    mutating func finish(_ id: String, _ phase: NodeStatus.Phase, _ message: String? = nil) {
        nodes[id]?.finish(phase, message, now: now)
    }
}

/// The position of a node in the tree.
struct NodePlace {
    /// Full name of the node.
    var name: String
    /// Full name of the DAG node that contains it.
    var boundary: String?
    /// Ids of the nodes that it follows.
    var parents: [String]

    var displayName: String {
        guard let boundary, name.hasPrefix("\(boundary).") else { return name }
        return String(name.dropFirst(boundary.count + 1))
    }
}

/// A template with its inputs.
struct TemplateCall {
    var template: Template
    var inputs: [Parameter]
}
