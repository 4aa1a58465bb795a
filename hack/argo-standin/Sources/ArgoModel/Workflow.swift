public import KubeCore

/// A Workflow as the stand-in reads it.
///
/// The spec stays unread JSON: one that the stand-in refuses must still decode, or nobody would tell its owner.
public struct Workflow: KubeObject {
    public static let resource = APIResource(
        group: "argoproj.io",
        version: "v1alpha1",
        kind: "Workflow",
        plural: "workflows"
    )

    public var metadata: ObjectMeta
    /// The spec as it was written.
    public var spec: JSONValue
    /// What was written about it so far.
    public var status: WorkflowStatus

    private enum CodingKeys: String, CodingKey { case metadata, spec, status }

    /// A Workflow, for tests.
    public init(metadata: ObjectMeta, spec: JSONValue, status: WorkflowStatus = WorkflowStatus()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decodeIfPresent(JSONValue.self, forKey: .spec) ?? .object([:])
        status = try container.decodeIfPresent(WorkflowStatus.self, forKey: .status) ?? WorkflowStatus()
    }
}
