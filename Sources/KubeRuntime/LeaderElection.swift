internal import KubeCore

/// Who leads, decided over a Lease; a value without clock or client.
///
/// Another holder's lease is judged by how long it has not changed as seen from here, never by the times written
/// in it, so that clocks may be apart by any amount. The rules are those of client-go's `tools/leaderelection`.
struct LeaderElection: Sendable {
    /// What the driver is to do next.
    enum Action: Hashable, Sendable {
        /// Read the lease after a while.
        case read(after: Duration)
        /// Create the lease with us as its holder.
        case create
        /// Write the lease with us as its holder, provided that it still has this version.
        ///
        /// - Parameter takesOver: Whether the holder changes.
        case hold(resourceVersion: String, takesOver: Bool)
        /// We led and no longer may.
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
    /// How often the lease had changed hands when it was read last; what comes from outside is kept countable.
    private(set) var transitions = 0

    /// The lease as it was seen last.
    private struct Sighting {
        let holder: String
        let resourceVersion: String
        /// When this version was seen first.
        let at: ContinuousClock.Instant
        /// How long it is good without a renewal.
        let duration: Duration
    }

    init(identity: String, timing: Timing = Timing()) {
        self.identity = identity
        self.timing = timing
    }

    /// When our leadership ends unless it is renewed: after the renew deadline, another may lead. Nil when we do not
    /// lead.
    var leadsUntil: ContinuousClock.Instant? { lastRenewal.map { $0 + timing.renewDeadline } }

    /// Whether we lead and the renew deadline has not passed.
    func isLeading(now: ContinuousClock.Instant) -> Bool { leadsUntil.map { now < $0 } ?? false }

    /// The lease was read; nil when there is none.
    mutating func read(_ lease: LeaseView?, now: ContinuousClock.Instant, random: Double) -> Action {
        guard let lease else {
            // Deleted by another client, perhaps, and its holder does not know yet that it has to make it again.
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
            // The deadline may be seconds away, but another may write from now on.
            resign()
            return .stepDown
        }
        let unchangedFor = seen.map { now - $0.at } ?? .zero
        if holder.isEmpty || unchangedFor >= lease.duration(default: timing.leaseDuration) {
            return .hold(resourceVersion: version, takesOver: true)
        }
        return retry(random)
    }

    /// We wrote the lease.
    ///
    /// - Parameter sent: When the request was sent, not answered: until then no promise had been made.
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

    /// Reading or writing failed.
    mutating func failed(now: ContinuousClock.Instant, random: Double) -> Action {
        if lastRenewal != nil, !isLeading(now: now) { return .stepDown }
        let next = retry(random)
        // No later than the deadline: from then on nothing may be written, and the process has no use.
        guard let leadsUntil, case .read(let delay) = next else { return next }
        return .read(after: min(delay, leadsUntil - now))
    }

    /// Our write was refused: another wrote the lease, or a write of ours took effect and its reply was lost.
    mutating func refused(now: ContinuousClock.Instant, random: Double) -> Action {
        // What was seen of the lease counts for nothing any more: it is read again, after a wait, because a server
        // that refuses every write would otherwise be asked without a pause.
        seen = nil
        return failed(now: now, random: random)
    }

    /// How long a request may take: a leader has to know by the renew deadline that it was not renewed.
    func requestTimeout(now: ContinuousClock.Instant) -> Duration {
        let usual = timing.renewDeadline / 2
        guard let lastRenewal else { return usual }
        return max(.zero, min(usual, lastRenewal + timing.renewDeadline - now))
    }

    /// What to do after the wait: the leader renews at once what it knows, others look first.
    func afterWait(now: ContinuousClock.Instant) -> Action {
        if lastRenewal != nil, !isLeading(now: now) { return .stepDown }
        guard let seen, seen.holder == identity, lastRenewal != nil else { return .read(after: .zero) }
        return .hold(resourceVersion: seen.resourceVersion, takesOver: false)
    }

    /// We stop leading of our own accord.
    mutating func resign() { lastRenewal = nil }

    private func retry(_ random: Double) -> Action {
        // Up to a fifth more, so that replicas that start together do not stay in step.
        .read(after: timing.retryPeriod * (1 + random * 0.2))
    }
}

/// The part of a Lease that an election reads.
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

    /// The holder's own promise, bounded: it comes from outside.
    func duration(default fallback: Duration) -> Duration {
        spec?.leaseDurationSeconds.map { .seconds(max(1, min($0, 3600))) } ?? fallback
    }
}
