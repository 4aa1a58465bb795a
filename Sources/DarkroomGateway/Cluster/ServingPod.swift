internal import DarkroomAPI
internal import DarkroomProxy
internal import KubeCore

/// The part of a pod that the data plane needs: whether it takes requests, and where.
struct ServingPod: KubeObject {
    static let resource = PodView.resource

    /// Name that the operator gives to the port for requests.
    private static let portName = "http"

    let metadata: ObjectMeta
    private let spec: PodPorts?
    private let status: Status?

    private struct Status: Hashable, Sendable, Decodable {
        var podIP: String?
        var conditions: [ObservedCondition]?
    }

    /// Where it takes requests; nil when it is not ready, or terminating: new requests go elsewhere from the moment of
    /// its deletion, while those in progress have its grace period to finish.
    ///
    /// The port is the pod's own: the spec may have changed since, and old pods keep listening on their port.
    var address: PodAddress? {
        guard !metadata.isBeingDeleted, status?.conditions?["Ready"]?.isTrue == true,
            let ip = status?.podIP, !ip.isEmpty, let port = spec?[Self.portName]
        else { return nil }
        return PodAddress(ip: ip, port: port)
    }
}
