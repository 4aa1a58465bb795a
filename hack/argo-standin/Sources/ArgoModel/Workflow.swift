public import KubeCore

/// The parts of a Workflow that the stand-in reads.
///
/// The spec stays plain JSON: one that the stand-in refuses must still decode, so that it can report the refusal.
public struct Workflow: KubeObject {
    public static let resource = APIResource(
        group: "argoproj.io",
        version: "v1alpha1",
        kind: "Workflow",
        plural: "workflows"
    )

    public var metadata: ObjectMeta
    /// The unchanged spec.
    public var spec: JSONValue
    /// The current status.
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
