public import DarkroomAPI
public import KubeCore

/// The queue in which work waits for a service, other than as requests.
public struct AsyncQueueSource: Hashable, Sendable {
    /// The InferenceService whose pods know how much work waits.
    public var service: ObjectKey
    /// Path at which they report it.
    public var path: String

    /// The queue that the spec of a service names; nil when it names none.
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
