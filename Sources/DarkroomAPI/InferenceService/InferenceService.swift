public import KubeCore

/// A model behind HTTP: a Deployment and a Service.
public struct InferenceService: DarkroomResource {
    public static let resource = DarkroomGroup.resource(kind: "InferenceService", plural: "inferenceservices")

    public var metadata: ObjectMeta
    public var spec: InferenceServiceSpec
    public var status: InferenceServiceStatus?

    /// Makes a service, for tests.
    public init(metadata: ObjectMeta, spec: InferenceServiceSpec, status: InferenceServiceStatus? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    private enum CodingKeys: String, CodingKey { case metadata, spec, status }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decode(InferenceServiceSpec.self, forKey: .spec)
        status = container.lenientValue(.status)
    }
}
