internal import DarkroomLogic
internal import DarkroomProxy
internal import DarkroomTraffic
internal import KubeClient
internal import Synchronization

/// Performs the actions of ``Activation`` for each service.
///
/// The publisher reports, after every change of pods, which services have a ready one. Nothing here polls.
final class HoldingActivator: Activator {
    private typealias Action = Activation<UInt64>.Action

    private struct State {
        var activations: [ServiceID: Activation<UInt64>] = [:]
        var limits: [ServiceID: ActivationLimits] = [:]
        var requests: [UInt64: HeldRequest] = [:]
        /// The earliest wake-up that is planned for a service.
        var wakeUps: [ServiceID: ContinuousClock.Instant] = [:]
    }

    private enum Command: Sendable {
        case scaleUp(ServiceID)
        case wakeUp(ServiceID, at: ContinuousClock.Instant)
    }

    private let scaler: any ServiceScaler
    private let state = Mutex(State())
    private let commands: AsyncStream<Command>
    private let send: AsyncStream<Command>.Continuation

    /// Holds nothing yet.
    init(scaler: any ServiceScaler) {
        self.scaler = scaler
        (commands, send) = AsyncStream.makeStream()
    }

    /// Scales services up and times requests out, until cancelled. Call it once.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await command in commands {
                group.addTask { await self.carryOut(command) }
            }
            group.cancelAll()
        }
    }

    /// Sets the bounds of all services. The activations of others are dropped once no request waits for them.
    func setLimits(_ limits: [ServiceID: ActivationLimits]) {
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

    /// A service has got its first ready pod, or has lost its last one. Call it after publishing the pods.
    func podsChanged(of service: ServiceID, isReady: Bool) {
        update(service) { activation in
            if isReady { return activation.podReady(now: .now) }
            activation.noPodReady()
            return []
        }
    }

    /// A service was scaled to zero.
    func scaledToZero(_ service: ServiceID) {
        update(service) { $0.scaledToZero(now: .now) }
    }

    /// A service is stopped or deleted: its requests wait no longer.
    func withdraw(_ service: ServiceID) {
        update(service) { $0.withdraw() }
    }

    /// How many requests wait for a service.
    func waitingCount(of service: ServiceID) -> Int { state.withLock { $0.activations[service]?.count ?? 0 } }

    func hold(_ request: HeldRequest) {
        state.withLock { $0.requests[request.id] = request }
        update(request.service) { activation in
            activation.hold(request.id, bytes: request.bytes, since: request.since, now: .now)
        }
    }

    func leave(_ id: UInt64, of service: ServiceID) {
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
                    // A request may be held at the moment when its service is stopped or deleted.
                    let isFinal = (error as? ScaleUpProblem)?.isFinal ?? false
                    return isFinal ? activation.withdraw() : []
                }
            }
        case .wakeUp(let service, let instant):
            do { try await Task.sleep(until: instant, clock: .continuous) } catch { return }
            state.withLock { if $0.wakeUps[service] == instant { $0.wakeUps[service] = nil } }
            update(service) { $0.advance(now: .now) }
        }
    }

    /// Changes the activation of a service and performs the resulting actions.
    private func update(_ service: ServiceID, _ change: (inout Activation<UInt64>) -> [Action]) {
        let resumed = state.withLock { state in
            var activation =
                state.activations[service] ?? Activation(limits: state.limits[service] ?? ActivationLimits())
            let actions = change(&activation)
            state.activations[service] = activation
            planWakeUp(service, at: activation.nextDeadline, &state)
            return actions.flatMap { verdicts(of: $0, for: service, &state) }
        }
        // Outside the lock: the request may call back.
        for (request, verdict) in resumed { request.resume(verdict) }
    }

    private func planWakeUp(_ service: ServiceID, at instant: ContinuousClock.Instant?, _ state: inout State) {
        guard let instant else { return }
        if let planned = state.wakeUps[service], planned <= instant { return }
        state.wakeUps[service] = instant
        send.yield(.wakeUp(service, at: instant))
    }

    private func verdicts(
        of action: Action,
        for service: ServiceID,
        _ state: inout State
    ) -> [(HeldRequest, HeldRequest.Verdict)] {
        func take(_ ids: [UInt64], _ verdict: HeldRequest.Verdict) -> [(HeldRequest, HeldRequest.Verdict)] {
            ids.compactMap { id in state.requests.removeValue(forKey: id).map { ($0, verdict) } }
        }
        switch action {
        case .scaleUp:
            send.yield(.scaleUp(service))
            return []
        case .release(let ids): return take(ids, .released)
        case .reject(let id, let retryAfter): return take([id], .rejected(retryAfter: retryAfter))
        case .timeOut(let ids): return take(ids, .timedOut)
        case .withdraw(let ids): return take(ids, .withdrawn)
        }
    }
}
