internal import DarkroomAPI
internal import DarkroomLogic
internal import KubeCore
internal import KubeRuntime
internal import ServiceLifecycle
internal import Synchronization

/// Keeps what the data plane goes by equal to what the caches hold, and tells the activator of services that got or
/// lost their pods.
///
/// Changes that come while one is being carried out fold into one; none waits for a clock.
final class SnapshotPublisher: Service {
    /// What has changed since the last snapshot.
    private struct Changes {
        /// Whether any spec has.
        var specs = false
        /// Identities of the services whose pods have.
        var pods: Set<String> = []
    }

    /// What the last snapshot was made of.
    private struct Published {
        var plan = RoutePlan()
        /// Services with a ready pod.
        var ready: Set<ObjectKey> = []
    }

    private let view: ClusterView
    private let state: GatewayState
    private let activator: HoldingActivator
    private let coldStarts: ColdStarts
    private let health: HealthPublisher
    private let pending = Mutex(Changes())
    private let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let published = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(view: ClusterView, state: GatewayState, activator: HoldingActivator, coldStarts: ColdStarts) {
        self.view = view
        self.coldStarts = coldStarts
        self.state = state
        self.activator = activator
        health = HealthPublisher(view: view, state: state)
        (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        view.services.onChange { [weak self] change in
            let isSame =
                change.old?.spec == change.new?.spec && change.old?.metadata.uid == change.new?.metadata.uid
                && change.old?.metadata.isBeingDeleted == change.new?.metadata.isBeingDeleted
            if !isSame { self?.note { $0.specs = true } }
            self?.health.note()
        }
        view.pods.onChange { [weak self] change in
            self?.note { changes in
                for pod in [change.old, change.new] {
                    if let owner = pod?.metadata.labels[DarkroomLabel.uid] { changes.pods.insert(owner) }
                }
            }
        }
        view.deployments.onChange { [weak self] change in self?.noteScale(of: change) }
    }

    /// Returns once the first snapshot is in force.
    func waitUntilPublished() async throws {
        for await _ in published.stream { return }
        throw CancellationError()
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            do { try await view.waitUntilSynced() } catch { return }
            health.publish()
            var current = Published()
            publishAll(&current)
            published.continuation.finish(after: ())
            await withTaskGroup { group in
                group.addTask { [health] in await health.run() }
                for await _ in wakeUps { publish(&current) }
            }
        }
    }

    private func note(_ change: (inout Changes) -> Void) {
        pending.withLock { change(&$0) }
        wake.yield()
    }

    private func publish(_ current: inout Published) {
        let changes = pending.withLock { pending in
            defer { pending = Changes() }
            return pending
        }
        if changes.specs { publishAll(&current) } else { publishPods(of: changes.pods, &current) }
    }

    /// What it costs grows with the number of services.
    private func publishAll(_ current: inout Published) {
        let (before, plan) = (current.plan, RoutePlan(view.living))
        current.plan = plan
        var pods: [ObjectKey: [PodAddress]] = [:]
        for (service, uid) in plan.uids { pods[service] = view.addresses(of: service, uid: uid) }
        let routes = CompiledRoutes(plan.table, bounds: plan.bounds, stopped: plan.stopped)
        state.replaceRoutes(routes, pods: pods)
        tellOfSpecs(before, plan)
        coldStarts.keep(plan.uids)
        // A service that has gone has no pods.
        let gone = current.ready.subtracting(pods.keys)
        tellOfPods(pods.merging(gone.map { ($0, []) }) { known, _ in known }, &current)
    }

    /// Requests wait for this, so it touches the services only that it is about.
    private func publishPods(of uids: Set<String>, _ current: inout Published) {
        var pods: [ObjectKey: [PodAddress]] = [:]
        for uid in uids {
            if let service = current.plan.services[uid] { pods[service] = view.addresses(of: service, uid: uid) }
        }
        guard !pods.isEmpty else { return }
        state.replacePods(pods)
        tellOfPods(pods, &current)
    }

    private func tellOfSpecs(_ before: RoutePlan, _ now: RoutePlan) {
        let isGone = Set(before.uids.keys).subtracting(now.uids.keys)
        for service in isGone.union(now.stopped) { activator.withdraw(service) }
        activator.setLimits(now.limits)
    }

    private func tellOfPods(_ pods: [ObjectKey: [PodAddress]], _ current: inout Published) {
        for (service, addresses) in pods {
            if addresses.isEmpty {
                guard current.ready.remove(service) != nil else { continue }
                activator.podsChanged(of: service, isReady: false)
            } else if current.ready.insert(service).inserted {
                activator.podsChanged(of: service, isReady: true)
                coldStarts.ended(service)
            }
        }
    }

    /// Requests that wait for pods which somebody has just taken away must ask for them again.
    private func noteScale(of change: ObjectChange<ScaledDeployment>) {
        guard let deployment = change.new, let service = view.owner(of: deployment) else { return }
        switch (change.old?.replicas, deployment.replicas) {
        case (0, 1...): coldStarts.began(service)
        case (0, _): break
        case (_, 0):
            coldStarts.gaveUp(service)
            activator.scaledToZero(service)
        default: break
        }
    }
}

extension AsyncStream.Continuation where Element == Void {
    fileprivate func finish(after element: Void) {
        yield(element)
        finish()
    }
}
