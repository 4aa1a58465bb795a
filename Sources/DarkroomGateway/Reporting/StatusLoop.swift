internal import DarkroomAPI
internal import DarkroomLogic
internal import DarkroomProxy
internal import DarkroomTraffic
internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Writes the gateway's part of the services' status when it changes.
///
/// Not by server-side apply: Kubernetes 1.20 cannot build a model of a kind with integers or strings below
/// `additionalProperties`, and then treats `conditions` as one field with one owner, so that two appliers would drop each
/// other's conditions forever. Writing the whole list, for the version that it was read from, works on every server; the
/// server records only the fields that change as the gateway's.
struct StatusLoop: Sendable {
    private struct StatusPatch: Encodable, Sendable {
        let metadata: ApplyMeta
        let status: InferenceGatewayStatus
    }

    /// A status is less urgent than a pod, and changes often come several at a time.
    private static let pause = Duration.milliseconds(500)

    let view: ClusterView
    let state: RoutingState
    let coldStarts: ColdStarts
    let queueDepths: QueueDepthStore
    let client: KubeClient
    let logger: Logger

    /// Runs until cancelled.
    func run() async throws {
        // Version of the service that the last write was based on: until the cache has a newer one, a second write would
        // only repeat it.
        var basis: [ObjectKey: String] = [:]
        while true {
            try await Task.sleep(for: Self.pause)
            let conflicts = Dictionary(grouping: state.snapshot.routes.conflicts, by: \.loser.service)
            let services = view.living
            for service in services {
                let status = GatewayStatusBuilder.status(
                    of: service,
                    conflicts: conflicts[service.serviceID] ?? [],
                    coldStart: coldStarts.record(of: service.serviceID),
                    asyncQueue: queueDepths.knowledge(of: service, now: .now),
                    now: Timestamp(Date())
                )
                guard status != service.gateway, basis[service.key] != service.metadata.resourceVersion else {
                    continue
                }
                if await write(status, on: service) { basis[service.key] = service.metadata.resourceVersion }
            }
            let known = Set(services.map(\.key))
            basis = basis.filter { known.contains($0.key) }
        }
    }

    /// - Returns: False when the write has to be tried again.
    private func write(_ status: InferenceGatewayStatus, on service: InferenceService) async -> Bool {
        let metadata = ApplyMeta(
            uid: service.metadata.uid,
            resourceVersion: service.metadata.resourceVersion
        )
        var whole = status
        whole.conditions = (service.status?.conditions ?? []) + status.conditions
        do {
            let patch = StatusPatch(metadata: metadata, status: whole)
            try await client.mergePatch(InferenceService.resource, service.key, subresource: .status, patch)
            return true
        } catch KubeError.notFound, KubeError.conflict {
            // The next event of the watch decides.
            return true
        } catch {
            logger.warning("status not written", metadata: ["service": "\(service.key)", "error": "\(error)"])
            return false
        }
    }
}
