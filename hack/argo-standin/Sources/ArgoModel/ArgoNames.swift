import KubeCore

/// The names that Argo gives to nodes and pods, and the labels and annotations that identify them.
public enum ArgoNames {
    /// Label: phase of a Workflow.
    public static let phaseLabel = "workflows.argoproj.io/phase"
    /// Label: whether a Workflow has ended, or a pod's end has been recorded.
    public static let completedLabel = "workflows.argoproj.io/completed"
    /// Label of a pod: name of its Workflow.
    public static let workflowLabel = "workflows.argoproj.io/workflow"
    /// Label of a Workflow meant for one particular controller.
    public static let instanceLabel = "workflows.argoproj.io/controller-instanceid"
    /// Annotation of a pod: name of its node.
    public static let nodeNameAnnotation = "workflows.argoproj.io/node-name"
    /// Annotation of a pod: id of its node.
    public static let nodeIDAnnotation = "workflows.argoproj.io/node-id"
    /// Annotation of a Workflow: how its pods are named.
    public static let podNameFormatAnnotation = "workflows.argoproj.io/pod-name-format"
    /// Name of the container that runs a template.
    public static let mainContainer = "main"

    /// Id of a node: the root's is the Workflow's name, any other's is derived from the node's name.
    public static func nodeID(workflow: String, node: String) -> String {
        node == workflow ? workflow : "\(workflow)-\(StableHash.fnv1a32(node.utf8))"
    }

    /// Name of a node's pod in Argo's current form (`v2`).
    public static func pod(workflow: String, template: String, node: String) -> String {
        guard node != workflow else { return workflow }
        // An object name holds 253 bytes; Argo keeps ten of them for the hash and one for its dash.
        let prefix = String(decoding: "\(workflow)-\(template)".utf8.prefix(242), as: UTF8.self)
        return "\(prefix)-\(StableHash.fnv1a32(node.utf8))"
    }

    /// Name of the `index`-th task of a fan-out.
    public static func fanOutTask(_ task: String, index: Int, item: String) -> String {
        // Argo drops parentheses, which would make the index unreadable.
        let bytes = item.utf8.filter { $0 != UInt8(ascii: "(") && $0 != UInt8(ascii: ")") }
        return "\(task)(\(index):\(String(decoding: bytes, as: UTF8.self)))"
    }
}
