internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeClient
internal import KubeCore
internal import Logging

/// What the leading replica does once a second: adds up the requests of all replicas, and what waits in queues, and has
/// every service scaled by them.
struct AutoscalingLoop: Sendable {
    private static let interval = Duration.seconds(1)

    let own: String
    let view: ClusterView
    let ledger: ConcurrencyLedger
    let peers: Peers
    let asyncQueues: AsyncQueueBoard
    let scaler: DeploymentScaler
    let logger: Logger

    /// Scales until cancelled.
    func run() async throws {
        var scaling = ServiceScaling()
        while true {
            try await Task.sleep(for: Self.interval)
            var readings = await peers.readings()
            readings[own] = try await ledger.read()
            let services = view.living
            let decisions = scaling.decide(
                services,
                readings,
                serving: peers.serving,
                asyncQueue: { asyncQueues.knowledge(of: $0, now: .now) },
                now: .now
            ) {
                view.scale(of: $0.key, uid: $0.metadata.uid)
            }
            await carryOut(decisions)
        }
    }

    private func carryOut(_ decisions: [ServiceScaling.Decision]) async {
        await withTaskGroup { group in
            for decision in decisions {
                group.addTask { await carryOut(decision) }
            }
        }
    }

    private func carryOut(_ decision: ServiceScaling.Decision) async {
        guard let deployment = view.deployment(of: decision.service, uid: decision.uid) else { return }
        do {
            // Only as long as nobody else has changed the number: a peer may have woken the service meanwhile.
            try await scaler.scale(deployment, to: decision.replicas) { $0 == decision.wanted }
        } catch {
            logger.warning(
                "scaling failed",
                metadata: ["deployment": "\(deployment.key)", "to": "\(decision.replicas)", "error": "\(error)"]
            )
        }
    }
}
