public import KubeCore

/// What is read of an Argo Workflow.
public struct WorkflowView: KubeObject {
    public static let resource = APIResource(
        group: "argoproj.io",
        version: "v1alpha1",
        kind: "Workflow",
        plural: "workflows"
    )

    /// Metadata.
    public var metadata: ObjectMeta
    /// What was asked for.
    public var spec: Spec?
    /// How it is.
    public var status: Status?

    /// The used part of `spec`.
    public struct Spec: Hashable, Sendable, Decodable {
        /// Whether no further step may start; running pods continue.
        public var suspend: Bool?
        /// `Stop` or `Terminate` once the run was told to end early.
        public var shutdown: String?
        /// Seconds from `status.startedAt` until the run is to end; nil for no limit.
        public var activeDeadlineSeconds: Int?
    }

    /// The used part of `status`.
    public struct Status: Hashable, Sendable {
        /// How the run as a whole is; nil or empty until Argo has taken it up.
        public var phase: WorkflowPhase?
        /// Steps done and steps known, such as `2/5`.
        public var progress: String?
        /// Explanation of the phase.
        public var message: String?
        /// When Argo took the run up.
        public var startedAt: Timestamp?
        /// When the run ended.
        public var finishedAt: Timestamp?
        /// The single steps, as far as they can be read.
        public var nodes: Nodes
    }

    /// Where a Workflow's node status is; Argo moves it when it outgrows an object.
    public enum Nodes: Hashable, Sendable {
        /// In the object, by node id.
        case inline([String: WorkflowNode])
        /// In the object as compressed bytes, which are not read here.
        case compressed
        /// In Argo's own database.
        case offloaded
    }
}

extension WorkflowView.Status: Decodable {
    private enum CodingKeys: String, CodingKey {
        case phase, progress, message, startedAt, finishedAt, nodes, compressedNodes, offloadNodeStatusVersion
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        phase = try container.decodeIfPresent(WorkflowPhase.self, forKey: .phase)
        progress = try container.decodeIfPresent(String.self, forKey: .progress)
        message = try container.decodeIfPresent(String.self, forKey: .message)
        startedAt = try container.decodeIfPresent(Timestamp.self, forKey: .startedAt)
        finishedAt = try container.decodeIfPresent(Timestamp.self, forKey: .finishedAt)
        func isSet(_ key: CodingKeys) throws -> Bool {
            try container.decodeIfPresent(String.self, forKey: key).map { !$0.isEmpty } ?? false
        }
        nodes =
            if try isSet(.offloadNodeStatusVersion) {
                .offloaded
            } else if try isSet(.compressedNodes) {
                .compressed
            } else {
                .inline(try container.decodeIfPresent([String: WorkflowNode].self, forKey: .nodes) ?? [:])
            }
    }
}

/// `phase` of a Workflow or of one of its nodes.
public struct WorkflowPhase: OpenString {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// Waits to begin.
    public static let pending: WorkflowPhase = "Pending"
    /// Runs; a suspended Workflow stays here too.
    public static let running: WorkflowPhase = "Running"
    /// Ended well.
    public static let succeeded: WorkflowPhase = "Succeeded"
    /// Ended because a step failed or the run was stopped.
    public static let failed: WorkflowPhase = "Failed"
    /// Ended for a reason outside the steps, such as a deleted pod.
    public static let error: WorkflowPhase = "Error"
    /// Node only: omitted because its condition did not hold.
    public static let skipped: WorkflowPhase = "Skipped"
    /// Node only: omitted because of the results of the nodes before it.
    public static let omitted: WorkflowPhase = "Omitted"

    /// Whether a Workflow in this phase will never be looked at again.
    public var endsRun: Bool { self == .succeeded || self == .failed || self == .error }
}
