internal import DarkroomAPI
internal import KubeCore

/// What the data plane needs to know of a pod: whether it takes requests, and where.
struct ServingPod: KubeObject {
    static let resource = PodView.resource

    /// Name of the port that requests go to, as the operator gives it.
    private static let portName = "http"

    let metadata: ObjectMeta
    private let spec: PodPorts?
    private let status: Status?

    private struct Status: Hashable, Sendable, Decodable {
        var podIP: String?
        var conditions: [ObservedCondition]?
    }

    /// Where it takes requests; nil when it does not, or is about to end: new requests go elsewhere from the moment of
    /// its deletion on, while those in progress have its grace period to finish.
    ///
    /// The port is the pod's own. The spec's may have changed since, and old pods go on listening where they did.
    var address: PodAddress? {
        guard !metadata.isBeingDeleted, status?.conditions?["Ready"]?.isTrue == true,
            let ip = status?.podIP, !ip.isEmpty, let port = spec?[Self.portName]
        else { return nil }
        return PodAddress(ip: ip, port: port)
    }
}
