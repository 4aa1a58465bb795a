public import KubeCRD

/// What an ``InferenceService`` serves, and how.
public struct InferenceServiceSpec: Hashable, FieldCoded {
    /// Container image of the server.
    public var image: String
    /// Program and first arguments; empty for the image's entry point.
    public var command: [String] = []
    /// Arguments after ``command``.
    public var args: [String] = []
    /// Port the container listens on.
    public var port = 8080
    /// Environment variables.
    public var env: [EnvironmentVariable] = []
    /// Accelerators of each container; nil for CPU alone.
    public var accelerator: AcceleratorRequest?
    /// CPU, memory and other resources of each container.
    public var resources = ComputeResources()
    /// Size of `/dev/shm`; nil for one that follows from the memory limit.
    public var sharedMemory: Quantity?
    /// The model; nil when it is in the image.
    public var model: InferenceModel?
    /// How the number of containers follows the number of requests.
    public var scaling: InferenceScaling
    /// Whether no container may run, regardless of ``scaling``.
    public var stopped = false
    /// How to tell that a container can serve.
    public var probes = InferenceProbes()
    /// Paths of the gateway that lead here.
    public var routes: [InferenceRoute] = []
    /// Work that does not arrive as requests through the gateway; nil when all of it does.
    public var async: InferenceAsync?
    /// Further labels of the pods.
    public var podLabels: [String: String] = [:]
    /// Further annotations of the pods.
    public var podAnnotations: [String: String] = [:]

    /// Makes a spec with every other field at its default.
    public init(image: String, scaling: InferenceScaling = InferenceScaling()) {
        self.image = image
        self.scaling = scaling
    }

    public static let fields = Fields("What is served, and how.", from: InferenceServiceSpec(image: "")) {
        Field.image(\.image)
        Field.command(\.command)
        Field.args(\.args)
        Field("port", \.port, .integer(1...65535), "Port the container listens on.")
        Field.env(\.env)
        Field("accelerator", \.accelerator)
        Field.resources(\.resources)
        Field.sharedMemory(\.sharedMemory)
        Field("model", \.model)
        Field("scaling", \.scaling)
        Field(
            "stopped",
            \.stopped,
            """
            Removes all containers, whatever `scaling` says, until this is false again. Meanwhile, the gateway \
            answers requests with 503.
            """
        )
        Field("probes", \.probes)
        Field(
            "routes",
            \.routes,
            .list(of: .own, count: 0...32),
            """
            Paths of the gateway that lead to this service. Without any, no request reaches it, and only work in the \
            queue of `async` wakes it.
            """
        )
        Field("async", \.async)
        Field.podLabels(\.podLabels)
        Field.podAnnotations(\.podAnnotations)
    }
}
