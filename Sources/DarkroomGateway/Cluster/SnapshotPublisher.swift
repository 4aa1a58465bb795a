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
    private struct Changes: OptionSet {
        let rawValue: UInt8
        static let specs = Changes(rawValue: 1 << 0)
        static let states = Changes(rawValue: 1 << 1)
        static let pods = Changes(rawValue: 1 << 2)
        static let all: Changes = [.specs, .states, .pods]
    }

    private let view: ClusterView
    private let state: GatewayState
    private let activator: HoldingActivator
    private let coldStarts: ColdStarts
    private let pending = Mutex<Changes>(.all)
    private let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let published = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(view: ClusterView, state: GatewayState, activator: HoldingActivator, coldStarts: ColdStarts) {
        self.view = view
        self.coldStarts = coldStarts
        self.state = state
        self.activator = activator
        (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        view.services.onChange { [weak self] change in
            let isSame =
                change.old?.spec == change.new?.spec && change.old?.metadata.uid == change.new?.metadata.uid
                && change.old?.metadata.isBeingDeleted == change.new?.metadata.isBeingDeleted
            self?.note(isSame ? .states : .all)
        }
        view.pods.onChange { [weak self] _ in self?.note(.pods) }
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
            var plan = RoutePlan()
            var health = GatewaySnapshot.Document(body: "")
            var ready: Set<ObjectKey> = []
            publish(&plan, &health, &ready)
            published.continuation.finish(after: ())
            for await _ in wakeUps { publish(&plan, &health, &ready) }
        }
    }

    private func note(_ changes: Changes) {
        pending.withLock { $0.formUnion(changes) }
        wake.yield()
    }

    private func publish(
        _ plan: inout RoutePlan,
        _ health: inout GatewaySnapshot.Document,
        _ ready: inout Set<ObjectKey>
    ) {
        let changes = pending.withLock { pending in
            defer { pending = [] }
            return pending
        }
        guard !changes.isEmpty else { return }
        let before = plan
        if changes.contains(.specs) { plan = RoutePlan(view.living) }
        if !changes.isDisjoint(with: [.specs, .states]) { health = HealthDocument.document(for: view.living) }
        var pods: [ObjectKey: [PodAddress]] = [:]
        for (service, uid) in plan.uids {
            let addresses = view.addresses(of: uid)
            if !addresses.isEmpty { pods[service] = addresses }
        }
        state.replace(
            with: GatewaySnapshot(
                routes: plan.table,
                pods: pods,
                bounds: plan.bounds,
                stopped: plan.stopped,
                documents: [HealthDocument.path: health]
            )
        )
        if changes.contains(.specs) { tellOfSpecs(before, plan) }
        tellOfPods(ready, Set(pods.keys))
        ready = Set(pods.keys)
    }

    private func tellOfSpecs(_ before: RoutePlan, _ now: RoutePlan) {
        let isGone = Set(before.uids.keys).subtracting(now.uids.keys)
        for service in isGone.union(now.stopped) { activator.withdraw(service) }
        activator.setLimits(now.limits)
    }

    private func tellOfPods(_ before: Set<ObjectKey>, _ now: Set<ObjectKey>) {
        for service in before.subtracting(now) { activator.podsChanged(of: service, isReady: false) }
        for service in now.subtracting(before) {
            activator.podsChanged(of: service, isReady: true)
            coldStarts.ended(service)
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
