public import KubeCore

/// One node of `status.nodes`: a pod, or a wrapper around others.
public struct NodeStatus: Hashable, Sendable, Codable {
    /// The type of a node.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// One attempt of a container template.
        case pod = "Pod"
        /// A DAG template.
        case dag = "DAG"
        /// A fan-out; its items are its children.
        case taskGroup = "TaskGroup"
        /// A template with a retry strategy; its attempts are its children.
        case retry = "Retry"
        /// A task that was skipped or omitted.
        case skipped = "Skipped"
    }

    /// The phase of a node.
    public enum Phase: String, Hashable, Sendable, Codable {
        case pending = "Pending"
        case running = "Running"
        case succeeded = "Succeeded"
        case skipped = "Skipped"
        case failed = "Failed"
        case error = "Error"
        case omitted = "Omitted"
    }

    /// The outputs of a pod.
    public struct Outputs: Hashable, Sendable, Codable {
        /// Exit code of the main container.
        public var exitCode: String?

        /// Creates outputs with an exit code.
        public init(exitCode: String?) { self.exitCode = exitCode }
    }

    /// The inputs of a pod.
    public struct Inputs: Hashable, Sendable, Codable {
        /// The input parameters and their values.
        public var parameters: [Parameter]

        /// Creates inputs with parameters.
        public init(parameters: [Parameter]) { self.parameters = parameters }
    }

    /// Flags of a node.
    public struct Flag: Hashable, Sendable, Codable {
        /// Whether the node is an attempt of a Retry node.
        public var retried: Bool?

        /// Creates flags of a node.
        public init(retried: Bool?) { self.retried = retried }
    }

    /// Key of the node in `status.nodes`.
    public var id: String
    /// Full name, such as `workflow.task(0:item)`.
    public var name: String
    /// Name within its boundary.
    public var displayName: String
    /// The type of the node.
    public var type: Kind
    /// The template that it runs.
    public var templateName: String?
    /// The scope of the template.
    public var templateScope: String?
    /// Its phase.
    public var phase: Phase
    /// Id of the DAG node that contains it.
    public var boundaryID: String?
    /// Why it waits or failed.
    public var message: String?
    /// When it began.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp?
    /// Completed pods of known pods, for this node and its children together.
    public var progress: String?
    /// Ids of the nodes that follow.
    public var children: [String]?
    /// Ids of the last nodes inside a DAG node.
    public var outboundNodes: [String]?
    /// The Kubernetes node on which the pod runs.
    public var hostNodeName: String?
    /// Its inputs.
    public var inputs: Inputs?
    /// Its outputs.
    public var outputs: Outputs?
    /// Its flags.
    public var nodeFlag: Flag?

    /// A new node.
    public init(id: String, name: String, displayName: String, type: Kind, phase: Phase) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.type = type
        self.phase = phase
    }
}

extension NodeStatus.Phase {
    /// Whether nothing more happens to the node.
    public var isFulfilled: Bool { self != .pending && self != .running }

    /// Whether the node has failed or has an error.
    public var isFailure: Bool { self == .failed || self == .error }

    /// Whether tasks that depend on the node may run.
    public var satisfiesDependents: Bool { self == .succeeded || self == .skipped }
}
