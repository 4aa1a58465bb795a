public import DarkroomLogic
internal import KubeClient
public import KubeCore
internal import Synchronization

/// Carries out what ``Activation`` decides for each service.
///
/// The control side tells it, after every change of pods, which services have one that is ready; nothing here
/// looks by itself, and nothing ticks.
public final class HoldingActivator: Activator {
    private typealias Action = Activation<UInt64>.Action

    private struct State {
        var activations: [ObjectKey: Activation<UInt64>] = [:]
        var limits: [ObjectKey: ActivationLimits] = [:]
        var requests: [UInt64: HeldRequest] = [:]
        /// The earliest wake-up that is under way for a service.
        var wakeUps: [ObjectKey: ContinuousClock.Instant] = [:]
    }

    private enum Command: Sendable {
        case scaleUp(ObjectKey)
        case wakeUp(ObjectKey, at: ContinuousClock.Instant)
    }

    private let scaler: any ServiceScaler
    private let state = Mutex(State())
    private let commands: AsyncStream<Command>
    private let give: AsyncStream<Command>.Continuation

    /// Holds nothing yet.
    public init(scaler: any ServiceScaler) {
        self.scaler = scaler
        (commands, give) = AsyncStream.makeStream()
    }

    /// Scales services up and watches over the requests' patience, until cancelled. To be run once.
    public func run() async {
        await withDiscardingTaskGroup { group in
            for await command in commands {
                group.addTask { await self.carryOut(command) }
            }
            group.cancelAll()
        }
    }

    /// Bounds for the services there are; the activations of others are forgotten once nobody waits.
    public func setLimits(_ limits: [ObjectKey: ActivationLimits]) {
        state.withLock { state in
            state.limits = limits
            for service in Array(state.activations.keys) {
                if let limits = limits[service] {
                    state.activations[service]?.limits = limits
                } else if state.activations[service]?.count == 0 {
                    state.activations[service] = nil
                }
            }
        }
    }

    /// A service has a ready pod, or has none any more. To be called after ``GatewayState/replace(with:)``.
    public func podsChanged(of service: ObjectKey, isReady: Bool) {
        update(service) { activation in
            if isReady { return activation.podReady(now: .now) }
            activation.noPodReady()
            return []
        }
    }

    /// A service was scaled to zero.
    public func scaledToZero(_ service: ObjectKey) {
        update(service) { $0.scaledToZero(now: .now) }
    }

    /// A service is stopped or gone: nobody need wait for it any longer.
    public func withdraw(_ service: ObjectKey) {
        update(service) { $0.withdraw() }
    }

    /// Requests that wait for a service, and how long it last took to start.
    public func situation(of service: ObjectKey) -> (waiting: Int, lastColdStart: Duration?) {
        state.withLock { state in
            (state.activations[service]?.count ?? 0, state.activations[service]?.lastColdStart)
        }
    }

    public func hold(_ request: HeldRequest) {
        state.withLock { $0.requests[request.id] = request }
        update(request.service) { activation in
            activation.hold(request.id, bytes: request.bytes, since: request.since, now: .now)
        }
    }

    public func leave(_ id: UInt64, of service: ObjectKey) {
        state.withLock { $0.requests[id] = nil }
        update(service) { activation in
            activation.leave(id)
            return []
        }
    }

    private func carryOut(_ command: Command) async {
        switch command {
        case .scaleUp(let service):
            do {
                try await scaler.scaleUp(service)
                update(service) { $0.scaleUpSucceeded(now: .now) }
            } catch {
                update(service) { activation in
                    let retryAfter = (error as? KubeError)?.retryAfter
                    activation.scaleUpFailed(now: .now, retryAfter: retryAfter, random: .random(in: 0..<1))
                    // A request may be held just when its service is stopped or goes.
                    let isHopeless = (error as? DeploymentScaler.Problem)?.isFinal ?? false
                    return isHopeless ? activation.withdraw() : []
                }
            }
        case .wakeUp(let service, let instant):
            do { try await Task.sleep(until: instant, clock: .continuous) } catch { return }
            state.withLock { if $0.wakeUps[service] == instant { $0.wakeUps[service] = nil } }
            update(service) { $0.advance(now: .now) }
        }
    }

    /// Changes the activation of a service and does what follows.
    private func update(_ service: ObjectKey, _ change: (inout Activation<UInt64>) -> [Action]) {
        let told = state.withLock { state in
            var activation =
                state.activations[service] ?? Activation(limits: state.limits[service] ?? ActivationLimits())
            let actions = change(&activation)
            state.activations[service] = activation
            planWakeUp(service, at: activation.nextDeadline, &state)
            return actions.flatMap { verdicts(of: $0, for: service, &state) }
        }
        // Outside the lock: whoever is told may call back.
        for (request, verdict) in told { request.resume(verdict) }
    }

    private func planWakeUp(_ service: ObjectKey, at instant: ContinuousClock.Instant?, _ state: inout State) {
        guard let instant else { return }
        if let planned = state.wakeUps[service], planned <= instant { return }
        state.wakeUps[service] = instant
        give.yield(.wakeUp(service, at: instant))
    }

    private func verdicts(
        of action: Action,
        for service: ObjectKey,
        _ state: inout State
    ) -> [(HeldRequest, HeldRequest.Verdict)] {
        func take(_ ids: [UInt64], _ verdict: HeldRequest.Verdict) -> [(HeldRequest, HeldRequest.Verdict)] {
            ids.compactMap { id in state.requests.removeValue(forKey: id).map { ($0, verdict) } }
        }
        switch action {
        case .scaleUp:
            give.yield(.scaleUp(service))
            return []
        case .release(let ids): return take(ids, .released)
        case .refuse(let id, let retryAfter): return take([id], .refused(retryAfter: retryAfter))
        case .timeOut(let ids): return take(ids, .timedOut)
        case .withdraw(let ids): return take(ids, .withdrawn)
        }
    }
}
