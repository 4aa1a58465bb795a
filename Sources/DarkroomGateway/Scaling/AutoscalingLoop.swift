internal import DarkroomAPI
internal import DarkroomLogic
internal import DarkroomTraffic
internal import KubeClient
internal import KubeCore
internal import Logging
internal import Synchronization

/// Once a second, adds up the requests of all replicas and the work that waits in queues, and scales every service. The
/// leading replica runs it.
struct AutoscalingLoop: Sendable {
    private static let interval = Duration.seconds(1)

    let own: String
    let view: ClusterView
    let collector: ConcurrencyCollector
    let peers: Peers
    let queueDepths: QueueDepthStore
    let scaler: DeploymentScaler
    let logger: Logger

    /// Runs until cancelled.
    func run() async throws {
        var scaling = ServiceScaling()
        let writes = PendingWrites()
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                try await Task.sleep(for: Self.interval)
                var readings = await peers.readings()
                readings[own] = try await collector.read()
                let decisions = scaling.decide(
                    view.living,
                    readings,
                    serving: peers.serving,
                    asyncQueue: { queueDepths.knowledge(of: $0, now: .now) },
                    now: .now
                ) {
                    view.replicas(of: $0.serviceID, uid: $0.metadata.uid)
                }
                // Does not wait for a slow write: it would delay all other services.
                for decision in decisions where writes.begin(decision.service) {
                    group.addTask {
                        await carryOut(decision)
                        writes.end(decision.service)
                    }
                }
            }
        }
    }

    /// Services whose number of replicas is being written.
    private final class PendingWrites: Sendable {
        private let services = Mutex<Set<ServiceID>>([])

        /// - Returns: False when a write for this service is in progress already.
        func begin(_ service: ServiceID) -> Bool { services.withLock { $0.insert(service).inserted } }

        func end(_ service: ServiceID) { services.withLock { _ = $0.remove(service) } }
    }

    private func carryOut(_ decision: ServiceScaling.Decision) async {
        guard let deployment = view.deployment(of: decision.service, uid: decision.uid) else { return }
        do {
            // Only while the number is unchanged: a peer may have woken the service in the meantime.
            try await scaler.scale(deployment, to: decision.replicas) { $0 == decision.wanted }
        } catch {
            logger.warning(
                "scaling failed",
                metadata: ["deployment": "\(deployment.key)", "to": "\(decision.replicas)", "error": "\(error)"]
            )
        }
    }
}
