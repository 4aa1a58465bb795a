internal import AsyncHTTPClient
internal import DarkroomAPI
internal import DarkroomProxy
internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging
internal import NIOCore
internal import NIOHTTP1

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The other replicas of the gateway, found by the labels of their pods, and asked one by one.
///
/// The leader asks the addresses that it got from the API server; no replica accepts numbers that are sent to it.
struct Peers: Sendable {
    /// Path of the control port that answers.
    static let path = "/concurrency"

    private static let timeout = Duration.milliseconds(800)
    private static let bodyLimit = 4 << 20

    /// Nil outside a cluster, where there are none.
    let pods: Reflector<PeerPod>?
    private let own: String
    private let http: HTTPClient
    private let logger: Logger

    /// - Parameter own: Name of this replica's pod, which is not asked.
    init(pods: Reflector<PeerPod>?, own: String, http: HTTPClient, logger: Logger) {
        self.pods = pods
        self.own = own
        self.http = http
        self.logger = logger
    }

    /// Names of the peers that serve requests, as far as the API server knows: those of a dead node are not ready.
    var serving: Set<String> {
        Set((pods?.store.all ?? []).filter { $0.metadata.name != own && $0.isServing }.map(\.metadata.name))
    }

    /// The readings of the peers by pod name; a peer that does not answer in time is missing.
    func readings() async -> [String: ConcurrencyReading] {
        let peers = (pods?.store.all ?? []).filter { $0.metadata.name != own && $0.control != nil }
        return await withTaskGroup(of: (String, ConcurrencyReading?).self) { group in
            for peer in peers {
                // Covers the whole answer: a peer whose node dies would delay all services.
                group.addTask {
                    (peer.metadata.name, (try? await withTimeout(Self.timeout) { await reading(of: peer) }) ?? nil)
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func reading(of peer: PeerPod) async -> ConcurrencyReading? {
        guard let address = peer.control else { return nil }
        do {
            let request = HTTPClientRequest(url: "http://\(address)\(Self.path)")
            let response = try await http.execute(request, timeout: TimeAmount(Self.timeout))
            guard response.status == .ok else { return nil }
            let body = try await response.body.collect(upTo: Self.bodyLimit)
            return try JSONDecoder().decode(ConcurrencyReading.self, from: Data(body.readableBytesView))
        } catch {
            logger.debug("peer does not answer", metadata: ["peer": "\(peer.metadata.name)", "error": "\(error)"])
            return nil
        }
    }
}

/// The part of a gateway pod that is needed to ask it.
struct PeerPod: KubeObject {
    static let resource = PodView.resource

    /// Name of the control port in the pod.
    private static let portName = "control"

    let metadata: ObjectMeta
    private let spec: PodPorts?
    private let status: Status?

    private struct Status: Hashable, Sendable, Decodable {
        var podIP: String?
        var phase: PodPhase?
        var conditions: [ObservedCondition]?
    }

    /// Whether requests reach it.
    var isServing: Bool { control != nil && status?.conditions?["Ready"]?.isTrue == true }

    /// Where its control port listens; also while it terminates, because its last requests count.
    var control: PodAddress? {
        guard status?.phase == .running, let ip = status?.podIP, !ip.isEmpty,
            let port = spec?[Self.portName]
        else { return nil }
        return PodAddress(ip: ip, port: port)
    }
}
