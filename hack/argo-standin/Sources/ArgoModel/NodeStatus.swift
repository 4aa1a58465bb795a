public import KubeCore

/// One node of `status.nodes`: a pod, or a wrapper around others.
public struct NodeStatus: Hashable, Sendable, Codable {
    /// What a node stands for.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// One attempt of a container template.
        case pod = "Pod"
        /// A DAG template.
        case dag = "DAG"
        /// A fan-out; its items are its children.
        case taskGroup = "TaskGroup"
        /// A template with a retry strategy; its attempts are its children.
        case retry = "Retry"
        /// A task that does not run.
        case skipped = "Skipped"
    }

    /// How far a node is.
    public enum Phase: String, Hashable, Sendable, Codable {
        case pending = "Pending"
        case running = "Running"
        case succeeded = "Succeeded"
        case skipped = "Skipped"
        case failed = "Failed"
        case error = "Error"
        case omitted = "Omitted"
    }

    /// What a pod left behind.
    public struct Outputs: Hashable, Sendable, Codable {
        /// Exit code of the main container.
        public var exitCode: String?

        /// Names an exit code.
        public init(exitCode: String?) { self.exitCode = exitCode }
    }

    /// What a pod was given.
    public struct Inputs: Hashable, Sendable, Codable {
        /// The input parameters and their values.
        public var parameters: [Parameter]

        /// Lists parameters.
        public init(parameters: [Parameter]) { self.parameters = parameters }
    }

    /// Marks of a node.
    public struct Flag: Hashable, Sendable, Codable {
        /// Whether the node is an attempt of a Retry node.
        public var retried: Bool?

        /// Marks a node.
        public init(retried: Bool?) { self.retried = retried }
    }

    /// Key of the node in `status.nodes`.
    public var id: String
    /// Full name, such as `workflow.task(0:item)`.
    public var name: String
    /// Name within its boundary.
    public var displayName: String
    /// What the node stands for.
    public var type: Kind
    /// Template it runs.
    public var templateName: String?
    /// Where the template comes from.
    public var templateScope: String?
    /// How far it is.
    public var phase: Phase
    /// Id of the DAG node it belongs to.
    public var boundaryID: String?
    /// Why it waits or failed.
    public var message: String?
    /// When it began.
    public var startedAt: Timestamp?
    /// When it ended.
    public var finishedAt: Timestamp?
    /// Pods done of pods known, this node and its children together.
    public var progress: String?
    /// Ids of the nodes that follow.
    public var children: [String]?
    /// Ids of the last nodes inside a DAG node.
    public var outboundNodes: [String]?
    /// Kubernetes node the pod runs on.
    public var hostNodeName: String?
    /// What it was given.
    public var inputs: Inputs?
    /// What it left behind.
    public var outputs: Outputs?
    /// Marks.
    public var nodeFlag: Flag?

    /// A node that has just been made.
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

    /// Whether the node came to a bad end.
    public var isFailure: Bool { self == .failed || self == .error }

    /// Whether tasks that depend on the node may run.
    public var satisfiesDependents: Bool { self == .succeeded || self == .skipped }
}
