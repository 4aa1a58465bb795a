internal import KubeCore

/// Leader election with a Lease; a value without clock or client.
///
/// Measures how long another holder's lease has not changed with the local clock and ignores the times written
/// in it, so that clocks may differ by any amount. The rules are those of client-go's `tools/leaderelection`.
struct LeaderElection: Sendable {
    /// What the driver does next.
    enum Action: Hashable, Sendable {
        /// Read the lease after a delay.
        case read(after: Duration)
        /// Create the lease with this replica as its holder.
        case create
        /// Write the lease with this replica as its holder, if it still has this version.
        ///
        /// - Parameter takesOver: Whether the holder changes.
        case hold(resourceVersion: String, takesOver: Bool)
        /// This replica led and no longer may.
        case stepDown
    }

    /// Timing; the defaults are those of every Kubernetes component.
    struct Timing: Sendable {
        /// How long others wait since the last change before they take over.
        var leaseDuration: Duration = .seconds(15)
        /// How long the leader keeps trying to renew before it steps down; below `leaseDuration`.
        var renewDeadline: Duration = .seconds(10)
        /// Time between two attempts.
        var retryPeriod: Duration = .seconds(2)
    }

    let identity: String
    let timing: Timing

    private var seen: Sighting?
    private var lastRenewal: ContinuousClock.Instant?
    /// Number of holder changes when the lease was last read; bounded, because it comes from the server.
    private(set) var transitions = 0

    /// The lease as last seen.
    private struct Sighting {
        let holder: String
        let resourceVersion: String
        /// When this version was first seen.
        let at: ContinuousClock.Instant
        /// How long the lease is valid without a renewal.
        let duration: Duration
    }

    init(identity: String, timing: Timing = Timing()) {
        self.identity = identity
        self.timing = timing
    }

    /// When this replica's leadership ends unless renewed: after the renew deadline, another may lead. Nil when it
    /// does not lead.
    var leadsUntil: ContinuousClock.Instant? { lastRenewal.map { $0 + timing.renewDeadline } }

    /// Whether this replica leads and the renew deadline has not passed.
    func isLeading(now: ContinuousClock.Instant) -> Bool { leadsUntil.map { now < $0 } ?? false }

    /// Call this after reading the lease; nil when it does not exist.
    mutating func read(_ lease: LeaseView?, now: ContinuousClock.Instant, random: Double) -> Action {
        guard let lease else {
            // Another client may have deleted it, and its holder may not know yet that it has to create it again.
            guard let seen, !seen.holder.isEmpty, seen.holder != identity, now - seen.at < seen.duration else {
                return .create
            }
            return retry(random)
        }
        let holder = lease.holderIdentity
        let version = lease.metadata.resourceVersion
        if seen?.resourceVersion != version {
            let duration = lease.duration(default: timing.leaseDuration)
            seen = Sighting(holder: holder, resourceVersion: version, at: now, duration: duration)
        }
        transitions = max(0, min(lease.spec?.leaseTransitions ?? 0, Int(Int32.max) - 1))
        if holder == identity { return .hold(resourceVersion: version, takesOver: false) }
        if lastRenewal != nil {
            // The deadline may be seconds away, but another replica may write from now on.
            resign()
            return .stepDown
        }
        let unchangedFor = seen.map { now - $0.at } ?? .zero
        if holder.isEmpty || unchangedFor >= lease.duration(default: timing.leaseDuration) {
            return .hold(resourceVersion: version, takesOver: true)
        }
        return retry(random)
    }

    /// Call this after writing the lease.
    ///
    /// - Parameter sent: When the request was sent: the lease is valid from then, not from the answer.
    mutating func held(resourceVersion: String, sent: ContinuousClock.Instant, random: Double) -> Action {
        lastRenewal = sent
        seen = Sighting(
            holder: identity,
            resourceVersion: resourceVersion,
            at: sent,
            duration: timing.leaseDuration
        )
        return retry(random)
    }

    /// Call this when reading or writing fails.
    mutating func failed(now: ContinuousClock.Instant, random: Double) -> Action {
        if lastRenewal != nil, !isLeading(now: now) { return .stepDown }
        let next = retry(random)
        // No later than the deadline: from then on, this replica may not write and has to end.
        guard let leadsUntil, case .read(let delay) = next else { return next }
        return .read(after: min(delay, leadsUntil - now))
    }

    /// Call this when the server rejects the write: another replica wrote the lease, or a reply was lost.
    mutating func writeRejected(now: ContinuousClock.Instant, random: Double) -> Action {
        // The last read lease is obsolete. Read it again after a wait, because a server that rejects every
        // write would otherwise receive requests without a pause.
        seen = nil
        return failed(now: now, random: random)
    }

    /// How long a request may take: a leader has to know by the renew deadline that the renewal failed.
    func requestTimeout(now: ContinuousClock.Instant) -> Duration {
        let usual = timing.renewDeadline / 2
        guard let lastRenewal else { return usual }
        return max(.zero, min(usual, lastRenewal + timing.renewDeadline - now))
    }

    /// What to do after the wait: the leader renews the known lease at once, others read it first.
    func afterWait(now: ContinuousClock.Instant) -> Action {
        if lastRenewal != nil, !isLeading(now: now) { return .stepDown }
        guard let seen, seen.holder == identity, lastRenewal != nil else { return .read(after: .zero) }
        return .hold(resourceVersion: seen.resourceVersion, takesOver: false)
    }

    /// Gives up leadership voluntarily.
    mutating func resign() { lastRenewal = nil }

    private func retry(_ random: Double) -> Action {
        // Up to a fifth more, so that replicas that start together do not stay synchronized.
        .read(after: timing.retryPeriod * (1 + random * 0.2))
    }
}

/// The part of a Lease that leader election reads.
struct LeaseView: KubeObject {
    static let resource = APIResource(
        group: "coordination.k8s.io",
        version: "v1",
        kind: "Lease",
        plural: "leases"
    )

    let metadata: ObjectMeta
    let spec: Spec?

    struct Spec: Decodable, Sendable {
        var holderIdentity: String?
        var leaseDurationSeconds: Int?
        var leaseTransitions: Int?
    }

    var holderIdentity: String { spec?.holderIdentity ?? "" }

    /// The holder's lease duration; bounded, because it comes from the server.
    func duration(default fallback: Duration) -> Duration {
        spec?.leaseDurationSeconds.map { .seconds(max(1, min($0, 3600))) } ?? fallback
    }
}
