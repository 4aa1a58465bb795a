public import DarkroomAPI
public import KubeCore

/// Where work waits for a service that does not come as requests.
public struct AsyncQueueSource: Hashable, Sendable {
    /// The InferenceService whose pods know how much there is.
    public var service: ObjectKey
    /// Path at which they say so.
    public var path: String

    /// Where a service's spec says that its work waits; nil when it names no such place.
    public init?(of service: InferenceService) {
        guard let queue = service.spec.async?.queue else { return nil }
        self.init(service: ObjectKey(namespace: service.key.namespace, name: queue.service), path: queue.path)
    }

    /// Names a queue.
    public init(service: ObjectKey, path: String) {
        self.service = service
        self.path = path
    }
}
