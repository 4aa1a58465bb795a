internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeClient
internal import KubeCore
internal import Logging
internal import Synchronization

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
        let underWay = UnderWay()
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                try await Task.sleep(for: Self.interval)
                var readings = await peers.readings()
                readings[own] = try await ledger.read()
                let decisions = scaling.decide(
                    view.living,
                    readings,
                    serving: peers.serving,
                    asyncQueue: { asyncQueues.knowledge(of: $0, now: .now) },
                    now: .now
                ) {
                    view.scale(of: $0.key, uid: $0.metadata.uid)
                }
                // A write that takes long is not waited for: it would hold up all other services.
                for decision in decisions where underWay.begin(decision.service) {
                    group.addTask {
                        await carryOut(decision)
                        underWay.end(decision.service)
                    }
                }
            }
        }
    }

    /// Services whose number of pods is being written.
    private final class UnderWay: Sendable {
        private let services = Mutex<Set<ObjectKey>>([])

        /// - Returns: False when there is a write of this service already.
        func begin(_ service: ObjectKey) -> Bool { services.withLock { $0.insert(service).inserted } }

        func end(_ service: ObjectKey) { services.withLock { _ = $0.remove(service) } }
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
