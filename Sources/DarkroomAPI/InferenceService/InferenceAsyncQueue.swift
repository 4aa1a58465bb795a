public import KubeCRD

/// Who keeps the work that waits for an ``InferenceService``, and where the gateway learns how much there is.
public struct InferenceAsyncQueue: Hashable, FieldCoded {
    /// Name of the InferenceService that keeps the queue, in the same namespace.
    public var service: String
    /// Path at which its pods say how much work there is.
    public var path: String

    /// Names a queue.
    public init(service: String, path: String) {
        self.service = service
        self.path = path
    }

    public static let fields = Fields(
        """
        Queue of work for this service. Each piece counts as a request in progress: it starts containers, and keeps \
        them running.
        """,
        from: InferenceAsyncQueue(service: "", path: "")
    ) {
        Field(
            required: "service",
            \.service,
            .string(.dnsSubdomain),

            """
            Name of the InferenceService in the same namespace that keeps the queue. Reading the queue does not \
            wake that service.
            """
        )
        Field(
            required: "path",
            \.path,
            .string(.httpPath),
            """
            Path at which each ready pod of that service answers a GET with a JSON object such as `{"queued": 12}`: \
            the amount of work that is not a request through the gateway at that moment. The gateway asks once a \
            second.
            """
        )
    }
}
