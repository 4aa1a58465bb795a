public import KubeCore

/// A model behind HTTP: a Deployment and a Service.
///
/// Its status has two writers, each with a type of its own that it applies whole: the operator's is ``status``, the
/// gateway's ``gateway``.
public struct InferenceService: DarkroomResource {
    public static let resource = DarkroomGroup.resource(kind: "InferenceService", plural: "inferenceservices")

    public var metadata: ObjectMeta
    public var spec: InferenceServiceSpec
    public var status: InferenceServiceStatus?
    /// What the gateway has written; part of the status in the object.
    public var gateway: InferenceGatewayStatus

    /// Makes a service, for tests.
    public init(
        metadata: ObjectMeta,
        spec: InferenceServiceSpec,
        status: InferenceServiceStatus? = nil,
        gateway: InferenceGatewayStatus = InferenceGatewayStatus()
    ) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
        self.gateway = gateway
    }

    private enum CodingKeys: String, CodingKey { case metadata, spec, status }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decode(InferenceServiceSpec.self, forKey: .spec)
        status = container.lenientValue(.status)
        gateway = container.lenientValue(.status) ?? InferenceGatewayStatus()
        // What one of the two writes must never make the other write.
        status?.conditions.removeAll { InferenceGatewayStatus.conditionTypes.contains($0.type) }
        gateway.conditions.removeAll { !InferenceGatewayStatus.conditionTypes.contains($0.type) }
    }
}
