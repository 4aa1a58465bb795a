import KubeCore

/// Asynchronous work of an ``InferenceService``: work that does not come as requests through the gateway, or not yet.
public struct InferenceAsync: Hashable, Sendable, Codable {
    /// Where the work waits.
    public var queue: InferenceWorkQueue

    /// Describes asynchronous work.
    public init(queue: InferenceWorkQueue) {
        self.queue = queue
    }
}

extension InferenceAsync: Schematic {
    public static let schema = Schema.object(
        "Work that does not come as requests through the gateway, or not yet.",
        [.required("queue", InferenceWorkQueue.schema)]
    )
}
