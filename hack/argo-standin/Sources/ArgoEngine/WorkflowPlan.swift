public import ArgoModel
public import KubeCore

/// The actions for a Workflow, in this order: create pods, write status, then label and delete pods.
///
/// This order makes every step safe to lose: a created pod is found again by its name, and a pod is deleted only
/// once its end is recorded.
public struct WorkflowPlan: Hashable, Sendable {
    /// A pod to create.
    public struct Creation: Hashable, Sendable {
        /// The node that the pod belongs to.
        public var nodeID: String
        /// Name of the pod.
        public var name: String
        /// The complete pod.
        public var manifest: JSONValue
    }

    /// A pod to label or delete.
    public struct PodReference: Hashable, Sendable {
        /// Name of the pod.
        public var name: String
        /// UID of the observed pod; another pod with the same name is not changed.
        public var uid: String
    }

    /// Pods to create.
    public var creations: [Creation] = []
    /// The Workflow's new status.
    public var status: WorkflowStatus
    /// Labels to set on the Workflow, besides its own.
    public var labels: [String: String] = [:]
    /// Pods whose end is recorded and that are not labelled yet.
    public var completions: [PodReference] = []
    /// Pods to delete.
    public var deletions: [PodReference] = []
    /// Whether the Workflow has outlived its time to live.
    public var deletesWorkflow = false
    /// When to plan again if nothing changes.
    public var wakeUp: Timestamp?
}

/// The API server's rejection of a pod.
public enum PodRejection: Hashable, Sendable {
    /// The API server will never accept the pod: its node has failed.
    case final(String)
    /// It may accept the pod later (a quota is used up, or an older pod with the same name is still terminating).
    case temporary(String)
}
