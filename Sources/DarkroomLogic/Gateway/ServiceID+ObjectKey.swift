public import DarkroomAPI
public import DarkroomTraffic
public import KubeCore

extension ServiceID {
    /// The service of this key. InferenceServices are namespaced, so that nothing is lost.
    public init(_ key: ObjectKey) { self.init(namespace: key.namespace ?? "", name: key.name) }
}

extension ObjectKey {
    /// The InferenceService of this name.
    public init(_ service: ServiceID) { self.init(namespace: service.namespace, name: service.name) }
}

extension InferenceService {
    /// Names the service to the data plane.
    public var serviceID: ServiceID { ServiceID(key) }
}
