public import KubeCore

/// Where work waits for a service that does not come as requests.
public struct WorkQueueSource: Hashable, Sendable {
    /// The InferenceService whose pods know how much there is.
    public var service: ObjectKey
    /// Path at which they say so.
    public var path: String

    /// Names a queue.
    public init(service: ObjectKey, path: String) {
        self.service = service
        self.path = path
    }
}
