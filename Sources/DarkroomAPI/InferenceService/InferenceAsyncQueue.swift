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
        A queue of work for this service. Each piece counts as a request in progress does: it starts containers, and \
        keeps them.
        """,
        from: InferenceAsyncQueue(service: "", path: "")
    ) {
        Field(
            required: "service",
            \.service,
            .string(.dnsSubdomain),
            "Name of the InferenceService in the same namespace that keeps the queue. Asking it does not wake it."
        )
        Field(
            required: "path",
            \.path,
            .string(.httpPath),
            """
            Path at which each ready pod of that service answers a GET with a JSON object such as \
            `{"queued": 12}`: how much work there is that is not a request through the gateway at this moment. \
            The gateway asks once a second.
            """
        )
    }
}
