public import DarkroomTraffic

/// Decides how many replicas one service gets; a value without clock or client.
///
/// It averages the number of requests in progress over two windows. The stable window decides as a rule; the panic window
/// decides when load rises steeply, and meanwhile nothing is scaled down. The rules are those of Knative's KPA
/// (https://knative.dev/docs/serving/autoscaling/kpa-specific/), except for scaling to zero, which takes a time without
/// any request rather than an average of zero.
public struct Autoscaler: Sendable {
    /// The service's policy. A change applies from the next decision; only the windows keep their initial length.
    public var policy: ScalingPolicy
    /// When load last rose steeply; nil when nothing prevents scaling down.
    public private(set) var panickedAt: ContinuousClock.Instant?

    private var peers: PeerReports
    private var stable: ConcurrencyWindow
    private var panic: ConcurrencyWindow
    private let began: ContinuousClock.Instant
    private var lastBusy: ContinuousClock.Instant
    private var mostInPanic = 0

    /// Starts without knowledge, and assumes that the service was busy until now, so that a new leader does not scale
    /// down at once.
    public init(policy: ScalingPolicy, peers: PeerReports = PeerReports(), now: ContinuousClock.Instant) {
        self.policy = policy
        self.peers = peers
        stable = ConcurrencyWindow(length: policy.stableWindow, origin: now)
        panic = ConcurrencyWindow(length: policy.panicWindow, origin: now)
        began = now
        lastBusy = now
    }

    /// Records the report of a replica of the gateway. A queue of asynchronous work counts as a peer, with its depth as
    /// both numbers.
    public mutating func record(_ report: ConcurrencyReport, from peer: String, now: ContinuousClock.Instant) {
        peers.record(report, from: peer, now: now)
        if report.inFlight > 0 || report.average > 0 { lastBusy = max(lastBusy, now) }
    }

    /// A replica that was woken is ready: its idle time starts now.
    public mutating func wokeUp(now: ContinuousClock.Instant) { lastBusy = max(lastBusy, now) }

    /// The replicas that the service should have; nil without any report, which means no change.
    ///
    /// - Parameters:
    ///   - ready: Replicas that are ready.
    ///   - wanted: Replicas that the Deployment has.
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
        // Before the window is full, one quiet second could remove pods that the next second needs.
        if now - began < policy.stableWindow { desired = max(desired, wanted) }
        return bounded(max(desired, floor(load, wanted: wanted)))
    }

    /// Fewest replicas after scaling down: room for the requests in progress, and one until the service is idle.
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
            // By now the stable window includes the rise.
            panickedAt = nil
            mostInPanic = 0
        }
    }

    private func replicas(for concurrency: Double) -> Double {
        let target = policy.concurrency
        return (concurrency / (target.isFinite && target > 0 ? target : 1)).rounded(.up)
    }

    private func bounded(_ replicas: Int) -> Int {
        max(policy.minReplicas, min(replicas, policy.maxReplicas))
    }
}

/// Bounds on one step, relative to the replicas that are ready.
private struct StepLimits {
    private let fewest: Double
    private let most: Double

    init(ready: Int, policy: ScalingPolicy) {
        let base = Double(max(1, ready))
        // Rounded outwards, so that a small rate still allows a step of one replica.
        most = max(1, (base * policy.maxScaleUpRate).rounded(.up))
        fewest = policy.maxScaleDownRate > 1 ? (base / policy.maxScaleDownRate).rounded(.down) : 0
    }

    func limit(_ replicas: Double) -> Int { Self.whole(min(max(replicas, fewest), most)) }

    static func whole(_ replicas: Double) -> Int {
        replicas.isFinite ? Int(max(0, min(replicas, 1_000_000))) : 0
    }
}
