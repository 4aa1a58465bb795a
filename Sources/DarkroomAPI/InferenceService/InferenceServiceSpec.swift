import KubeCore

/// What an ``InferenceService`` serves, and how.
public struct InferenceServiceSpec: Hashable, Sendable, Encodable {
    /// Container image of the server.
    public var image: String
    /// Program and first arguments; empty for the image's entry point.
    public var command: [String]
    /// Arguments after ``command``.
    public var args: [String]
    /// Port the container listens on.
    public var port: Int
    /// Environment variables.
    public var env: [EnvironmentVariable]
    /// Accelerators of each container; nil for CPU alone.
    public var accelerator: AcceleratorRequest?
    /// CPU, memory and the like, of each container.
    public var resources: ComputeResources
    /// The model; nil when it is in the image.
    public var model: InferenceModel?
    /// How many containers for how many requests.
    public var scaling: InferenceScaling
    /// Whether no container is to run, whatever ``scaling`` says.
    public var stopped: Bool
    /// How a container shows that it can serve.
    public var probes: InferenceProbes
    /// Paths of the gateway that lead here.
    public var routes: [InferenceRoute]
    /// Work that does not come as requests through the gateway; nil when all of it does.
    public var async: InferenceAsync?

    /// Makes a spec.
    public init(
        image: String,
        command: [String] = [],
        args: [String] = [],
        port: Int = 8080,
        env: [EnvironmentVariable] = [],
        accelerator: AcceleratorRequest? = nil,
        resources: ComputeResources = ComputeResources(),
        model: InferenceModel? = nil,
        scaling: InferenceScaling = InferenceScaling(),
        stopped: Bool = false,
        probes: InferenceProbes = InferenceProbes(),
        routes: [InferenceRoute] = [],
        async: InferenceAsync? = nil
    ) {
        self.image = image
        self.command = command
        self.args = args
        self.port = port
        self.env = env
        self.accelerator = accelerator
        self.resources = resources
        self.model = model
        self.scaling = scaling
        self.stopped = stopped
        self.probes = probes
        self.routes = routes
        self.async = async
    }

    private enum CodingKeys: String, CodingKey {
        case image, command, args, port, env, accelerator, resources, model, scaling, stopped, probes, routes, async
    }
}

extension InferenceServiceSpec: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        image = try container.decode(String.self, forKey: .image)
        command = try container.value(.command, default: [])
        args = try container.value(.args, default: [])
        port = try container.value(.port, default: 8080)
        env = try container.value(.env, default: [])
        accelerator = try container.decodeIfPresent(AcceleratorRequest.self, forKey: .accelerator)
        resources = try container.value(.resources, default: ComputeResources())
        model = try container.decodeIfPresent(InferenceModel.self, forKey: .model)
        scaling = try container.value(.scaling, default: InferenceScaling())
        stopped = try container.value(.stopped, default: false)
        probes = try container.value(.probes, default: InferenceProbes())
        routes = try container.value(.routes, default: [])
        async = try container.decodeIfPresent(InferenceAsync.self, forKey: .async)
    }
}

extension InferenceServiceSpec: Schematic {
    public static let schema = Schema.object(
        "What is served, and how.",
        [
            .image,
            .command,
            .args,
            .optional("port", .integer(1...65535), default: 8080, "Port the container listens on."),
            .env,
            .accelerator,
            .resources,
            .optional("model", InferenceModel.schema),
            .optional("scaling", InferenceScaling.schema, default: [:]),
            .optional(
                "stopped",
                .boolean,
                default: false,
                """
                Removes all containers, whatever `scaling` says, until this is false again. The gateway answers \
                requests with 503 meanwhile.
                """
            ),
            .optional("probes", InferenceProbes.schema, default: [:]),
            .optional(
                "routes",
                .list(of: InferenceRoute.schema, count: 0...32),
                """
                Paths of the gateway that lead here. Without any, no request does, and only work in the queue of \
                `async` wakes the service.
                """
            ),
            .optional("async", InferenceAsync.schema),
        ]
    )
}
