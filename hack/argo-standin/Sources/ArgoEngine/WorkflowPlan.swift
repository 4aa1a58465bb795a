public import ArgoModel
public import KubeCore

/// What is to be done about a Workflow, in this order: create pods, write status, then label and delete pods.
///
/// The order makes every step safe to lose: a created pod is found again by its name, and a pod is only deleted
/// once its end is recorded.
public struct WorkflowPlan: Hashable, Sendable {
    /// A pod to create.
    public struct Creation: Hashable, Sendable {
        /// Node the pod belongs to.
        public var nodeID: String
        /// Name of the pod.
        public var name: String
        /// The pod, complete.
        public var manifest: JSONValue
    }

    /// A pod to label or delete.
    public struct PodReference: Hashable, Sendable {
        /// Name of the pod.
        public var name: String
        /// UID of the pod that was looked at; another one of the same name is left alone.
        public var uid: String
    }

    /// Pods to create.
    public var creations: [Creation] = []
    /// The Workflow's status as it shall be.
    public var status: WorkflowStatus
    /// Labels the Workflow shall carry, besides its own.
    public var labels: [String: String] = [:]
    /// Pods whose end is recorded and that do not say so yet.
    public var completions: [PodReference] = []
    /// Pods to delete.
    public var deletions: [PodReference] = []
    /// Whether the Workflow has outlived its time to live.
    public var deletesWorkflow = false
    /// When to look again although nothing has changed.
    public var wakeUp: Timestamp?
}

/// The API server's answer to a pod that could not be created.
public enum PodRejection: Hashable, Sendable {
    /// The pod will never be accepted: its node has failed.
    case final(String)
    /// It may be accepted later (a quota is used up, an older pod of that name is still going away).
    case temporary(String)
}
