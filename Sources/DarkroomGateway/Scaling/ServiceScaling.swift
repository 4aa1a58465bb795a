internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore

/// Decides for all services how many pods they are to have, from what the replicas of the gateway report; a value
/// without clock or client.
struct ServiceScaling: Sendable {
    /// A number of pods that is to be changed.
    struct Decision: Hashable, Sendable {
        let service: ObjectKey
        /// Identity of the service.
        let uid: String
        /// The number that was found.
        let wanted: Int
        /// The number there should be.
        let replicas: Int

        /// - Returns: nil when nothing is to be changed.
        init?(_ service: InferenceService, wanted: Int, replicas: Int) {
            guard wanted != replicas else { return nil }
            self.service = service.key
            uid = service.metadata.uid
            self.wanted = wanted
            self.replicas = replicas
        }
    }

    /// What there is of a service.
    struct Scale: Hashable, Sendable {
        /// Pods that are asked for.
        var wanted: Int
        /// Pods that serve.
        var ready: Int
        /// Whether some that serve have another version of the model than new ones would load.
        var isReplacingModel = false
    }

    /// How long a pod of the version before is kept that does not serve at this moment: its probe may fail for once.
    private static let patience = Duration.seconds(30)

    private struct Entry: Sendable {
        let uid: String
        var autoscaler: Autoscaler
        /// When pods of another version of the model than new ones would load were last seen to serve.
        var replacedModel: ContinuousClock.Instant?
        /// Since when the service has been waking, if no pod has become ready since.
        private var wakingSince: ContinuousClock.Instant?
        private var lastWanted = 0

        init(uid: String, autoscaler: Autoscaler) {
            self.uid = uid
            self.autoscaler = autoscaler
        }

        /// Takes note of whether the service wakes. A new leader takes one without ready pods for one that does.
        mutating func note(_ scale: Scale, now: ContinuousClock.Instant) {
            defer { lastWanted = scale.wanted }
            if scale.wanted == 0 {
                wakingSince = nil
            } else if scale.ready > 0 {
                if wakingSince != nil { autoscaler.wokeUp(now: now) }
                wakingSince = nil
            } else if lastWanted == 0 {
                wakingSince = now
            }
        }

        /// Whether the service wakes and has not taken longer than its Deployment gives it. Put to sleep meanwhile, because
        /// whoever asked for it has gone, it would begin anew with the next request, and might never get there.
        func isWaking(_ scaling: InferenceScaling, now: ContinuousClock.Instant) -> Bool {
            let patience = Duration.seconds(max(600, scaling.coldStartTimeoutSeconds))
            return wakingSince.map { now - $0 < patience } ?? false
        }

        /// Takes what the replicas of the gateway say about the service, and what its queue does.
        mutating func record(
            _ reports: [String: [ObjectKey: ConcurrencyReport]],
            _ queue: AsyncQueueDepth.Knowledge?,
            of service: ObjectKey,
            now: ContinuousClock.Instant
        ) {
            let none = ConcurrencyReport(average: 0, inFlight: 0)
            for (peer, reports) in reports { autoscaler.record(reports[service] ?? none, from: peer, now: now) }
            guard let depth = queue?.depth else { return }
            let queued = ConcurrencyReport(average: Double(depth), inFlight: depth)
            autoscaler.record(queued, from: ServiceScaling.queuePeer, now: now)
        }
    }

    /// No pod can be called that.
    private static let queuePeer = "queued work"

    private var entries: [ObjectKey: Entry] = [:]
    private var histories: [String: PeerHistory] = [:]

    /// Takes what the replicas of the gateway say.
    ///
    /// - Parameters:
    ///   - readings: By replica; of those that did not answer, the last word counts for a while.
    ///   - serving: Replicas that carry requests as far as the API server knows. While one of them does not answer,
    ///     nothing is scaled down: nobody else knows of its requests.
    ///   - asyncQueue: What is known of a service's queue of asynchronous work, if it has one. While that is nothing yet,
    ///     the service is not scaled down.
    ///   - scale: What there is of a service; nil without a Deployment.
    mutating func decide(
        _ services: [InferenceService],
        _ readings: [String: ConcurrencyReading],
        serving: Set<String>,
        asyncQueue: (InferenceService) -> AsyncQueueDepth.Knowledge? = { _ in nil },
        now: ContinuousClock.Instant,
        scale: (InferenceService) -> Scale?
    ) -> [Decision] {
        histories = histories.filter { readings[$0.key] != nil || serving.contains($0.key) }
        let isWhole = serving.allSatisfy { readings[$0] != nil }
        var reports: [String: [ObjectKey: ConcurrencyReport]] = [:]
        for (peer, reading) in readings { reports[peer] = histories[peer, default: PeerHistory()].take(reading) }
        forget(allBut: Set(services.map(\.key)))
        return services.compactMap { service in
            let queue = asyncQueue(service)
            var entry = entry(for: service, now: now)
            entry.record(reports, queue, of: service.key, now: now)
            defer { entries[service.key] = entry }
            guard let scale = scale(service) else { return nil }
            let wanted = scale.wanted
            if scale.isReplacingModel { entry.replacedModel = now }
            entry.note(scale, now: now)
            if service.spec.stopped { return Decision(service, wanted: wanted, replicas: 0) }
            guard var desired = entry.autoscaler.desiredReplicas(ready: scale.ready, wanted: wanted, now: now) else {
                return nil
            }
            // The last pod of the version that serves: those that a request would wake are of the other one.
            if let seen = entry.replacedModel, now - seen <= Self.patience { desired = max(desired, min(wanted, 1)) }
            if entry.isWaking(service.spec.scaling, now: now) { desired = max(desired, min(wanted, 1)) }
            guard desired > wanted || (isWhole && queue != .unknown) else { return nil }
            // What sleeps is woken by the replicas that hold its requests; a second writer would only be refused. Queued
            // work nobody holds.
            let isAsleep = wanted == 0 && entry.autoscaler.policy.minReplicas == 0
            guard !isAsleep || (queue?.depth ?? 0) > 0 else { return nil }
            return Decision(service, wanted: wanted, replicas: desired)
        }
    }

    private func entry(for service: InferenceService, now: ContinuousClock.Instant) -> Entry {
        let policy = ScalingPolicy(service.spec.scaling)
        guard var entry = entries[service.key], entry.uid == service.metadata.uid else {
            return Entry(uid: service.metadata.uid, autoscaler: Autoscaler(policy: policy, now: now))
        }
        entry.autoscaler.policy = policy
        return entry
    }

    private mutating func forget(allBut services: Set<ObjectKey>) {
        entries = entries.filter { services.contains($0.key) }
    }
}
