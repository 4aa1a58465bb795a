public import KubeCore

/// A graph of image-processing steps; every change to what it does starts a run of it.
public struct ImagePipeline: DarkroomResource {
    public static let resource = DarkroomGroup.resource(kind: "ImagePipeline", plural: "imagepipelines")

    public var metadata: ObjectMeta
    public var spec: ImagePipelineSpec
    public var status: ImagePipelineStatus?

    /// Makes a pipeline, for tests.
    public init(metadata: ObjectMeta, spec: ImagePipelineSpec, status: ImagePipelineStatus? = nil) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }

    private enum CodingKeys: String, CodingKey { case metadata, spec, status }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        spec = try container.decode(ImagePipelineSpec.self, forKey: .spec)
        status = container.lenientValue(.status)
    }
}
