import KubeCore

/// Asynchronous work of an ``InferenceService``: work that does not come as requests through the gateway, or not yet.
public struct InferenceAsync: Hashable, Sendable, Encodable {
    /// Where the work waits.
    public var queue: InferenceAsyncQueue
    /// Seconds that a container may take for a piece of work which it has fetched.
    public var timeoutSeconds: Int

    /// Describes asynchronous work.
    public init(queue: InferenceAsyncQueue, timeoutSeconds: Int = 300) {
        self.queue = queue
        self.timeoutSeconds = timeoutSeconds
    }

    private enum CodingKeys: String, CodingKey { case queue, timeoutSeconds }
}

extension InferenceAsync: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        queue = try container.decode(InferenceAsyncQueue.self, forKey: .queue)
        timeoutSeconds = try container.value(.timeoutSeconds, default: 300)
    }
}

extension InferenceAsync: Schematic {
    public static let schema = Schema.object(
        "Work that does not come as requests through the gateway, or not yet.",
        [
            .required("queue", InferenceAsyncQueue.schema),
            .optional(
                "timeoutSeconds",
                .integer(1...86_400),
                default: 300,
                """
                Seconds that a container may take for a piece of work that it has fetched. Nobody sees which container \
                has one, so each that has to go gets as long to finish; it is to fetch nothing more after SIGTERM.
                """
            ),
        ]
    )
}
