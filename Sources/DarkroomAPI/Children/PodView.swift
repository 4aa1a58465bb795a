public import KubeCore

/// What is read of a pod: where it is, how it is, and why it is not better.
public struct PodView: KubeObject {
    public static let resource = APIResource(group: "", version: "v1", kind: "Pod", plural: "pods")

    /// Metadata, the labels that lead back to the owner's custom resource among it.
    public var metadata: ObjectMeta
    /// Where the pod runs.
    public var spec: Spec?
    /// How the pod is.
    public var status: Status?

    /// The used part of `spec`.
    public struct Spec: Hashable, Sendable, Decodable {
        /// Node the pod is bound to; nil or empty while the scheduler has found none.
        public var nodeName: String?
    }

    /// The used part of `status`.
    public struct Status: Hashable, Sendable, Decodable {
        /// Where in its life the pod is.
        public var phase: PodPhase?
        /// Why the pod as a whole is so, such as `Evicted` or `DeadlineExceeded`.
        public var reason: String?
        /// Explanation of the reason.
        public var message: String?
        /// `PodScheduled`, `Ready` and others.
        public var conditions: [ObservedCondition]?
        /// Init containers, in order.
        public var initContainerStatuses: [ContainerStatus]?
        /// Containers.
        public var containerStatuses: [ContainerStatus]?
    }
}

extension PodView {
    /// Node the pod is bound to, if any.
    public var nodeName: String? { spec?.nodeName.flatMap { $0.isEmpty ? nil : $0 } }

    /// Where in its life the pod is.
    public var phase: PodPhase? { status?.phase }

    /// Whether all containers have ended, well or not.
    public var isFinished: Bool { phase == .succeeded || phase == .failed }

    /// Whether the pod takes traffic.
    public var isReady: Bool { status?.conditions?["Ready"]?.isTrue ?? false }
}

/// `status.phase` of a pod.
public struct PodPhase: OpenString {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// Accepted, but some container has not started yet.
    public static let pending: PodPhase = "Pending"
    /// Bound to a node, all containers created, one at least runs.
    public static let running: PodPhase = "Running"
    /// All containers ended with code 0.
    public static let succeeded: PodPhase = "Succeeded"
    /// All containers ended, one at least badly.
    public static let failed: PodPhase = "Failed"
    /// The node does not answer.
    public static let unknown: PodPhase = "Unknown"
}
