public import KubeCRD

/// Asynchronous work of an ``InferenceService``: work that does not come as requests through the gateway, or not yet.
public struct InferenceAsync: Hashable, FieldCoded {
    /// Where the work waits.
    public var queue: InferenceAsyncQueue
    /// Seconds that a container may take for a piece of work which it has fetched.
    public var timeoutSeconds: Int

    /// Describes asynchronous work.
    public init(queue: InferenceAsyncQueue, timeoutSeconds: Int = 300) {
        self.queue = queue
        self.timeoutSeconds = timeoutSeconds
    }

    public static let fields = Fields(
        "Work that does not arrive as requests through the gateway, or not yet.",
        from: InferenceAsync(queue: InferenceAsyncQueue(service: "", path: ""))
    ) {
        Field(required: "queue", \.queue)
        Field(
            "timeoutSeconds",
            \.timeoutSeconds,
            .integer(1...86_400),
            """
            Seconds that a container may take for a piece of work that it has fetched. The gateway cannot see which \
            container has one, so each container that is removed gets this long to finish; it must fetch nothing \
            more after SIGTERM.
            """
        )
    }
}
