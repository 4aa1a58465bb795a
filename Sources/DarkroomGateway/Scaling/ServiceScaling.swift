internal import DarkroomAPI
internal import DarkroomLogic
internal import DarkroomTraffic
internal import KubeCore

/// Decides how many replicas each service gets, from the reports of the gateway's replicas; a value without clock or
/// client.
struct ServiceScaling: Sendable {
    /// A number of replicas to write.
    struct Decision: Hashable, Sendable {
        let service: ServiceID
        /// UID of the service.
        let uid: String
        /// The number that the Deployment has.
        let wanted: Int
        /// The number that it should have.
        let replicas: Int

        /// - Returns: nil when they are equal.
        init?(_ service: InferenceService, wanted: Int, replicas: Int) {
            guard wanted != replicas else { return nil }
            self.service = service.serviceID
            uid = service.metadata.uid
            self.wanted = wanted
            self.replicas = replicas
        }
    }

    /// How long a pod of the previous model version is kept while it is not ready: its probe may fail once.
    private static let replacedModelGracePeriod = Duration.seconds(30)

    private struct Entry: Sendable {
        let uid: String
        var autoscaler: Autoscaler
        /// When a pod that serves another model version than new pods would load was last ready.
        var replacedModel: ContinuousClock.Instant?
        /// Since when the service has been waking, if no pod has become ready since.
        private var wakingSince: ContinuousClock.Instant?
        private var lastWanted = 0

        init(uid: String, autoscaler: Autoscaler) {
            self.uid = uid
            self.autoscaler = autoscaler
        }

        /// Records whether the service is waking. A new leader assumes so of a service without ready pods.
        mutating func note(_ replicas: ServiceReplicas, now: ContinuousClock.Instant) {
            defer { lastWanted = replicas.wanted }
            if replicas.wanted == 0 {
                wakingSince = nil
            } else if replicas.ready > 0 {
                if wakingSince != nil { autoscaler.wokeUp(now: now) }
                wakingSince = nil
            } else if lastWanted == 0 {
                wakingSince = now
            }
        }

        /// Whether the service is waking and has not exceeded the time that its Deployment gives it. If it were put to
        /// sleep because its client has left, it would start over with the next request, and might never get ready.
        func isWaking(_ scaling: InferenceScaling, now: ContinuousClock.Instant) -> Bool {
            let timeout = Duration.seconds(max(600, scaling.coldStartTimeoutSeconds))
            return wakingSince.map { now - $0 < timeout } ?? false
        }

        /// Takes the reports about the service, and the depth of its queue.
        mutating func record(
            _ reports: [String: [ServiceID: ConcurrencyReport]],
            _ queue: AsyncQueueDepth.Knowledge?,
            of service: ServiceID,
            now: ContinuousClock.Instant
        ) {
            let none = ConcurrencyReport(average: 0, inFlight: 0)
            for (peer, reports) in reports { autoscaler.record(reports[service] ?? none, from: peer, now: now) }
            guard let depth = queue?.depth else { return }
            let queued = ConcurrencyReport(average: Double(depth), inFlight: depth)
            autoscaler.record(queued, from: ServiceScaling.queuePeer, now: now)
        }
    }

    /// Not a valid name of a pod, so it cannot be mistaken for one.
    private static let queuePeer = "queued work"

    private var entries: [ServiceID: Entry] = [:]
    private var histories: [String: PeerHistory] = [:]

    /// Takes the readings of the gateway's replicas and decides what to write.
    ///
    /// - Parameters:
    ///   - readings: By replica; if a replica did not answer, its last report counts for a while.
    ///   - serving: Replicas that serve requests, as far as the API server knows. While one of them does not answer,
    ///     nothing is scaled down, because no other replica knows of its requests.
    ///   - asyncQueue: The depth of a service's queue of asynchronous work, if it has one. While it is unknown, the
    ///     service is not scaled down.
    ///   - replicas: The replicas of a service; nil without a Deployment.
    mutating func decide(
        _ services: [InferenceService],
        _ readings: [String: ConcurrencyReading],
        serving: Set<String>,
        asyncQueue: (InferenceService) -> AsyncQueueDepth.Knowledge? = { _ in nil },
        now: ContinuousClock.Instant,
        replicas: (InferenceService) -> ServiceReplicas?
    ) -> [Decision] {
        histories = histories.filter { readings[$0.key] != nil || serving.contains($0.key) }
        let isComplete = serving.allSatisfy { readings[$0] != nil }
        var reports: [String: [ServiceID: ConcurrencyReport]] = [:]
        for (peer, reading) in readings { reports[peer] = histories[peer, default: PeerHistory()].take(reading) }
        forget(allBut: Set(services.map(\.serviceID)))
        return services.compactMap { service in
            let queue = asyncQueue(service)
            var entry = entry(for: service, now: now)
            entry.record(reports, queue, of: service.serviceID, now: now)
            defer { entries[service.serviceID] = entry }
            guard let replicas = replicas(service) else { return nil }
            let wanted = replicas.wanted
            if replicas.isReplacingModel { entry.replacedModel = now }
            entry.note(replicas, now: now)
            if service.spec.stopped { return Decision(service, wanted: wanted, replicas: 0) }
            guard var desired = entry.autoscaler.desiredReplicas(ready: replicas.ready, wanted: wanted, now: now) else {
                return nil
            }
            // Keeps the last pod of the version that serves: a request would wake one of the other version.
            if let seen = entry.replacedModel, now - seen <= Self.replacedModelGracePeriod {
                desired = max(desired, min(wanted, 1))
            }
            if entry.isWaking(service.spec.scaling, now: now) { desired = max(desired, min(wanted, 1)) }
            guard desired > wanted || (isComplete && queue != .unknown) else { return nil }
            // The replicas that hold its requests wake a sleeping service; a second write would only conflict. Queued
            // work is not held by any of them.
            let isAsleep = wanted == 0 && entry.autoscaler.policy.minReplicas == 0
            guard !isAsleep || (queue?.depth ?? 0) > 0 else { return nil }
            return Decision(service, wanted: wanted, replicas: desired)
        }
    }

    private func entry(for service: InferenceService, now: ContinuousClock.Instant) -> Entry {
        let policy = ScalingPolicy(service.spec.scaling)
        guard var entry = entries[service.serviceID], entry.uid == service.metadata.uid else {
            return Entry(uid: service.metadata.uid, autoscaler: Autoscaler(policy: policy, now: now))
        }
        entry.autoscaler.policy = policy
        return entry
    }

    private mutating func forget(allBut services: Set<ServiceID>) {
        entries = entries.filter { services.contains($0.key) }
    }
}
