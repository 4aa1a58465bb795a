internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeClient
internal import KubeCore
internal import KubeRuntime
internal import Logging

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Writes the gateway's part of the services' status, when it says anything new.
///
/// Not by server-side apply: Kubernetes 1.20 cannot make a model of a kind with integers or strings below
/// `additionalProperties`, and then takes `conditions` for one field with one owner, so that two appliers would drop each
/// other's for ever. The whole list, written for the one version that it was read from, adds to it on every server; the
/// fields that are recorded as the gateway's are those that it changes.
struct StatusLoop: Sendable {
    private struct StatusPatch: Encodable, Sendable {
        let metadata: ApplyMeta
        let status: InferenceGatewayStatus
    }

    /// Nobody waits for a status as for a pod, and changes often come several at a time.
    private static let pause = Duration.milliseconds(500)

    let view: ClusterView
    let state: GatewayState
    let coldStarts: ColdStarts
    let asyncQueues: AsyncQueueBoard
    let client: KubeClient
    let logger: Logger

    /// Writes until cancelled.
    func run() async throws {
        // Version of the service that the last write was concluded from: until the cache has moved on, a second one
        // would only repeat it.
        var basis: [ObjectKey: String] = [:]
        while true {
            try await Task.sleep(for: Self.pause)
            let conflicts = Dictionary(grouping: state.routes.conflicts, by: \.loser.service)
            let services = view.living
            for service in services {
                let status = GatewayReport.status(
                    of: service,
                    conflicts: conflicts[service.key] ?? [],
                    coldStart: coldStarts.record(of: service.key),
                    asyncQueue: asyncQueues.knowledge(of: service, now: .now),
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

    /// - Returns: Whether it is done, or there is nothing left to do it on.
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
            // What comes next from the watch says what there is to do.
            return true
        } catch {
            logger.warning("status not written", metadata: ["service": "\(service.key)", "error": "\(error)"])
            return false
        }
    }
}
