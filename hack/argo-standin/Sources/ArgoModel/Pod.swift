public import KubeCore

/// The parts of a pod that the stand-in reads.
public struct Pod: KubeObject {
    public static let resource = APIResource(group: "", version: "v1", kind: "Pod", plural: "pods")

    public var metadata: ObjectMeta
    /// Its spec.
    public var spec: Spec
    /// Its status.
    public var status: Status

    /// The fields of `spec` that the stand-in reads.
    public struct Spec: Hashable, Sendable, Decodable {
        /// The Kubernetes node, once the pod is scheduled.
        public var nodeName: String?

        /// Creates a spec with a node.
        public init(nodeName: String? = nil) { self.nodeName = nodeName }
    }

    /// The fields of `status` that the stand-in reads.
    public struct Status: Hashable, Sendable, Decodable {
        /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`; absent just after creation.
        public var phase: String?
        /// The kubelet's or a controller's message about the whole pod.
        public var message: String?
        /// `PodScheduled` and others.
        public var conditions: [Condition]?
        /// The containers.
        public var containerStatuses: [Container]?

        /// A pod's status, for tests.
        public init(
            phase: String? = nil,
            message: String? = nil,
            conditions: [Condition]? = nil,
            containerStatuses: [Container]? = nil
        ) {
            self.phase = phase
            self.message = message
            self.conditions = conditions
            self.containerStatuses = containerStatuses
        }
    }

    /// One pod condition.
    public struct Condition: Hashable, Sendable, Decodable {
        /// The reason, for programs.
        public var reason: String?
        /// The reason, as text.
        public var message: String?

        /// Creates a condition with a reason.
        public init(reason: String? = nil, message: String? = nil) {
            self.reason = reason
            self.message = message
        }
    }

    /// One container's status.
    public struct Container: Hashable, Sendable, Decodable {
        /// Name of the container.
        public var name: String
        /// Its state.
        public var state: State?

        /// A container's status, for tests.
        public init(name: String, state: State?) {
            self.name = name
            self.state = state
        }
    }

    /// State of a container, which has at most one of the members.
    public struct State: Hashable, Sendable, Decodable {
        /// Set while it has not started.
        public var waiting: Condition?
        /// Set once it has ended.
        public var terminated: Terminated?

        /// A container's state, for tests.
        public init(waiting: Condition? = nil, terminated: Terminated? = nil) {
            self.waiting = waiting
            self.terminated = terminated
        }
    }

    /// The end of a container.
    public struct Terminated: Hashable, Sendable, Decodable {
        /// Its exit code.
        public var exitCode: Int32
        /// The reason, for programs, such as `OOMKilled`.
        public var reason: String?
        /// The termination message.
        public var message: String?
        /// The time of the end.
        public var finishedAt: Timestamp?

        /// A container's end, for tests.
        public init(
            exitCode: Int32,
            reason: String? = nil,
            message: String? = nil,
            finishedAt: Timestamp? = nil
        ) {
            self.exitCode = exitCode
            self.reason = reason
            self.message = message
            self.finishedAt = finishedAt
        }
    }

    /// A pod, for tests.
    public init(metadata: ObjectMeta, spec: Spec = Spec(), status: Status = Status()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    private enum CodingKeys: String, CodingKey { case metadata, spec, status }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decodeIfPresent(Spec.self, forKey: .spec) ?? Spec()
        status = try container.decodeIfPresent(Status.self, forKey: .status) ?? Status()
    }
}

extension Pod {
    /// Whether the pod has ended on its own.
    public var isTerminal: Bool { status.phase == "Succeeded" || status.phase == "Failed" }
}
