/// One step of an ``ImagePipeline``: a container that runs once the steps it depends on have succeeded.
public struct PipelineStep: Hashable, Sendable, Encodable {
    /// Name, unique within the pipeline.
    public var name: String
    /// Container image.
    public var image: String
    /// Program and first arguments; empty for the image's entry point.
    public var command: [String]
    /// Arguments after ``command``.
    public var args: [String]
    /// Further arguments, appended as `--name=value` in the order of their names.
    public var parameters: [String: ScalarValue]
    /// Environment variables.
    public var env: [EnvironmentVariable]
    /// Names of the steps that must succeed first.
    public var dependsOn: [String]
    /// Accelerators; nil for CPU alone.
    public var accelerator: AcceleratorRequest?
    /// CPU, memory and the like.
    public var resources: ComputeResources
    /// Retries; nil for ``PipelineRunPolicy/retryLimit``.
    public var retry: RetryPolicy?
    /// Seconds after its start at which a try of the step is ended.
    public var timeoutSeconds: Int?

    /// Makes a step.
    public init(
        name: String,
        image: String,
        command: [String] = [],
        args: [String] = [],
        parameters: [String: ScalarValue] = [:],
        env: [EnvironmentVariable] = [],
        dependsOn: [String] = [],
        accelerator: AcceleratorRequest? = nil,
        resources: ComputeResources = ComputeResources(),
        retry: RetryPolicy? = nil,
        timeoutSeconds: Int? = nil
    ) {
        self.name = name
        self.image = image
        self.command = command
        self.args = args
        self.parameters = parameters
        self.env = env
        self.dependsOn = dependsOn
        self.accelerator = accelerator
        self.resources = resources
        self.retry = retry
        self.timeoutSeconds = timeoutSeconds
    }

    private enum CodingKeys: String, CodingKey {
        case name, image, command, args, parameters, env, dependsOn, accelerator, resources, retry
        case timeoutSeconds
    }
}

extension PipelineStep: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        image = try container.decode(String.self, forKey: .image)
        command = try container.value(.command, default: [])
        args = try container.value(.args, default: [])
        parameters = try container.scalars(.parameters)
        env = try container.value(.env, default: [])
        dependsOn = try container.value(.dependsOn, default: [])
        accelerator = try container.decodeIfPresent(AcceleratorRequest.self, forKey: .accelerator)
        resources = try container.value(.resources, default: ComputeResources())
        retry = try container.decodeIfPresent(RetryPolicy.self, forKey: .retry)
        timeoutSeconds = try container.decodeIfPresent(Int.self, forKey: .timeoutSeconds)
    }
}
