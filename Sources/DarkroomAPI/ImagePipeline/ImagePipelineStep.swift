public import KubeCRD

/// One step of an ``ImagePipeline``: a container that runs once the steps it depends on have succeeded.
public struct ImagePipelineStep: Hashable, FieldCoded {
    /// Name, unique within the pipeline.
    public var name: String
    /// Container image.
    public var image: String
    /// Program and first arguments; empty for the image's entry point.
    public var command: [String] = []
    /// Arguments after ``command``.
    public var args: [String] = []
    /// Further arguments, appended as `--name=value` in the order of their names.
    public var parameters: [String: ScalarValue] = [:]
    /// Environment variables.
    public var env: [EnvironmentVariable] = []
    /// Names of the steps that must succeed first.
    public var dependsOn: [String] = []
    /// Accelerators; nil for CPU alone.
    public var accelerator: AcceleratorRequest?
    /// CPU, memory and other resources.
    public var resources = ComputeResources()
    /// Size of `/dev/shm`; nil for one that follows from the memory limit.
    public var sharedMemory: Quantity?
    /// Retries; nil for ``ImagePipelineRunPolicy/retryLimit``.
    public var retry: RetryPolicy?
    /// Seconds after its start at which a try of the step is ended.
    public var timeoutSeconds: Int?

    /// Makes a step with every other field at its default.
    public init(name: String, image: String, dependsOn: [String] = []) {
        self.name = name
        self.image = image
        self.dependsOn = dependsOn
    }

    public static let fields = Fields(
        "One step: a container that runs once the steps it depends on have succeeded.",
        from: ImagePipelineStep(name: "", image: ""),
        rules: [
            ValidationRule(
                "!has(self.dependsOn) || !(self.name in self.dependsOn)",
                message: "a step cannot depend on itself",
                fieldPath: ".dependsOn"
            )
        ]
    ) {
        Field(required: "name", \.name, .string(.dnsLabel), "Name of the step, unique within the pipeline.")
        Field.image(\.image)
        Field.command(\.command)
        Field.args(\.args)
        Field.scalars(
            "parameters",
            \.parameters,
            """
            Further arguments: each becomes `--name=value`, after `args` and sorted by name, with the value exactly \
            as written. Names must \(ParameterName.rule); values are strings, numbers or booleans.
            """
        )
        Field.env(\.env)
        Field(
            "dependsOn",
            \.dependsOn,
            .list(of: .string(.dnsLabel), .set, count: 0...100),
            "Names of the steps that must have succeeded before this one starts."
        )
        Field("accelerator", \.accelerator)
        Field.resources(\.resources)
        Field.sharedMemory(\.sharedMemory)
        Field(
            "retry",
            \.retry,
            "What happens when the step fails. Without it, `runPolicy.retryLimit` applies."
        )
        .inlined
        Field(
            "timeoutSeconds",
            \.timeoutSeconds,
            .integer(1...2_592_000),
            "Seconds after its start at which an attempt of the step fails. Without it, there is no limit."
        )
    }
}
