/// How many replicas one service is to have; a value without clock or client.
///
/// Two windows over the number of requests in progress: the stable one decides as a rule, the panic one when
/// load rises steeply, and while it does nothing is scaled down. The rules are those of Knative's KPA
/// (https://knative.dev/docs/serving/autoscaling/kpa-specific/), but for the way to zero: not an average that
/// has come down to nothing counts, but a time without any request.
public struct Autoscaler: Sendable {
    /// The service's policy. A change counts from the next decision on; only the windows keep the length that they
    /// began with.
    public var policy: ScalingPolicy
    /// When load was last steep, if nothing may be scaled down because of it.
    public private(set) var panickedAt: ContinuousClock.Instant?

    private var peers: PeerReports
    private var stable: ConcurrencyWindow
    private var panic: ConcurrencyWindow
    private let began: ContinuousClock.Instant
    private var lastBusy: ContinuousClock.Instant
    private var mostInPanic = 0

    /// Starts without knowledge: what was before counts as busy, so that a new leader takes nothing down at
    /// once.
    public init(policy: ScalingPolicy, peers: PeerReports = PeerReports(), now: ContinuousClock.Instant) {
        self.policy = policy
        self.peers = peers
        stable = ConcurrencyWindow(length: policy.stableWindow, origin: now)
        panic = ConcurrencyWindow(length: policy.panicWindow, origin: now)
        began = now
        lastBusy = now
    }

    /// Takes what a replica of the gateway reports. A queue of asynchronous work reports as a peer of its
    /// own, with its depth as both numbers.
    public mutating func record(_ report: ConcurrencyReport, from peer: String, now: ContinuousClock.Instant) {
        peers.record(report, from: peer, now: now)
        if report.inFlight > 0 || report.average > 0 { lastBusy = max(lastBusy, now) }
    }

    /// A replica that was woken is ready: what it was woken for has the whole idle time to come again.
    public mutating func wokeUp(now: ContinuousClock.Instant) { lastBusy = max(lastBusy, now) }

    /// The replicas there should be; nil when nobody has reported, and all stays as it is.
    ///
    /// - Parameters:
    ///   - ready: Replicas that serve.
    ///   - wanted: Replicas asked for before.
    public mutating func desiredReplicas(ready: Int, wanted: Int, now: ContinuousClock.Instant) -> Int? {
        guard let load = peers.sum(now: now) else { return nil }
        stable.record(load.average, now: now)
        panic.record(load.average, now: now)
        if isIdle(load, now: now) {
            panickedAt = nil
            mostInPanic = 0
            return bounded(0)
        }
        let steps = StepLimits(ready: ready, policy: policy)
        let forStable = steps.limit(replicas(for: stable.average(now: now) ?? 0))
        let forPanic = replicas(for: panic.average(now: now) ?? 0)
        notePanic(forPanic / Double(max(1, ready)) >= policy.panicThreshold, ready: ready, now: now)
        var desired = forStable
        if panickedAt != nil {
            mostInPanic = max(mostInPanic, forStable, steps.limit(forPanic))
            desired = mostInPanic
        }
        // Less than a window says little: one quiet second would do away with pods that the next one needs.
        if now - began < policy.stableWindow { desired = max(desired, wanted) }
        return bounded(max(desired, floor(load, wanted: wanted)))
    }

    /// What scaling down must leave: room for what is in progress, and one replica until the service is idle.
    private func floor(_ load: ConcurrencyReport, wanted: Int) -> Int {
        let inFlight = StepLimits.whole(replicas(for: Double(load.inFlight)))
        return max(min(inFlight, wanted), load.inFlight > 0 ? 1 : min(wanted, 1))
    }

    private func isIdle(_ load: ConcurrencyReport, now: ContinuousClock.Instant) -> Bool {
        load.inFlight == 0 && now - lastBusy >= policy.idle
    }

    private mutating func notePanic(_ isSteep: Bool, ready: Int, now: ContinuousClock.Instant) {
        if isSteep {
            if panickedAt == nil { mostInPanic = ready }
            panickedAt = now
        } else if let since = panickedAt, now - since > policy.stableWindow {
            // By now the rise has made its way into the stable window.
            panickedAt = nil
            mostInPanic = 0
        }
    }

    private func replicas(for concurrency: Double) -> Double {
        let target = policy.targetConcurrency
        return (concurrency / (target.isFinite && target > 0 ? target : 1)).rounded(.up)
    }

    private func bounded(_ replicas: Int) -> Int {
        max(policy.minReplicas, min(replicas, policy.maxReplicas))
    }
}

/// How far one step may go from the replicas that are ready.
private struct StepLimits {
    private let fewest: Double
    private let most: Double

    init(ready: Int, policy: ScalingPolicy) {
        let base = Double(max(1, ready))
        // Rounded outwards: a rate that is too small for a whole replica would never get anywhere.
        most = max(1, (base * policy.maxScaleUpRate).rounded(.up))
        fewest = policy.maxScaleDownRate > 1 ? (base / policy.maxScaleDownRate).rounded(.down) : 0
    }

    func limit(_ replicas: Double) -> Int { Self.whole(min(max(replicas, fewest), most)) }

    static func whole(_ replicas: Double) -> Int {
        replicas.isFinite ? Int(max(0, min(replicas, 1_000_000))) : 0
    }
}
