internal import DarkroomAPI
internal import DarkroomLogic
internal import DarkroomProxy
internal import DarkroomTraffic
internal import KubeCore
internal import KubeRuntime
internal import ServiceLifecycle
internal import Synchronization

/// Keeps the routing state of the data plane equal to the caches, and tells the activator which services got their first
/// ready pod or lost the last one.
///
/// Changes that arrive while another one is being published are merged; none waits for a timer.
final class SnapshotPublisher: Service {
    /// What has changed since the last snapshot.
    private struct Changes {
        /// Whether the spec of any service has.
        var specs = false
        /// UIDs of the services whose pods have.
        var pods: Set<String> = []
    }

    /// What the last snapshot was built from.
    private struct Published {
        /// UIDs of the services, by which their pods are found.
        var uids: [ServiceID: String] = [:]
        /// The services by UID.
        var services: [String: ServiceID] = [:]
        /// Services with a ready pod.
        var ready: Set<ServiceID> = []
    }

    private let view: ClusterView
    private let state: RoutingState
    private let activator: HoldingActivator
    private let coldStarts: ColdStarts
    private let health: HealthPublisher
    private let pending = Mutex(Changes())
    private let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let published = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    init(view: ClusterView, state: RoutingState, activator: HoldingActivator, coldStarts: ColdStarts) {
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

    /// Returns once the first snapshot is published.
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

    /// Its cost grows with the number of services.
    private func publishAll(_ current: inout Published) {
        // Sorted, so that the store's order does not decide between routes of equal age.
        let living = view.living.sorted { $0.key < $1.key }.map { (object: $0, traffic: ServiceTraffic(of: $0)) }
        let gone = Set(current.uids.keys).subtracting(living.map(\.object.serviceID))
        current.uids = Dictionary(living.map { ($0.object.serviceID, $0.object.metadata.uid) }) { first, _ in first }
        current.services = Dictionary(current.uids.map { ($1, $0) }) { first, _ in first }
        var services: [ServiceID: RoutingSnapshot.Service] = [:]
        var limits: [ServiceID: ActivationLimits] = [:]
        for (object, traffic) in living {
            let pods = view.addresses(of: object.serviceID, uid: object.metadata.uid)
            services[object.serviceID] = RoutingSnapshot.Service(traffic, pods: pods)
            limits[object.serviceID] = traffic.activation
        }
        state.publish(routes: RoutingTable(living.flatMap(\.traffic.routes)), services: services)
        let stopped = services.filter(\.value.isStopped).keys
        for service in gone.union(stopped) { activator.withdraw(service) }
        activator.setLimits(limits)
        coldStarts.keep(current.uids)
        var pods = services.mapValues(\.pods)
        // A deleted service has no pods.
        for service in current.ready where pods[service] == nil { pods[service] = [] }
        notifyOfPods(pods, &current)
    }

    /// Requests wait for this, so it touches only the services whose pods changed.
    private func publishPods(of uids: Set<String>, _ current: inout Published) {
        var pods: [ServiceID: [PodAddress]] = [:]
        for uid in uids {
            if let service = current.services[uid] { pods[service] = view.addresses(of: service, uid: uid) }
        }
        guard !pods.isEmpty else { return }
        state.publish(pods: pods)
        notifyOfPods(pods, &current)
    }

    private func notifyOfPods(_ pods: [ServiceID: [PodAddress]], _ current: inout Published) {
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

    /// When a service is scaled to zero while requests wait for its pods, the activator has to scale it up again.
    private func noteScale(of change: ObjectChange<ScaledDeployment>) {
        guard let deployment = change.new, let service = view.owner(of: deployment) else { return }
        switch (change.old?.replicas, deployment.replicas) {
        case (0, 1...): coldStarts.began(service)
        case (0, _): break
        case (_, 0):
            coldStarts.cancelled(service)
            activator.scaledToZero(service)
        default: break
        }
    }
}

extension RoutingSnapshot.Service {
    /// The settings of a spec, and the pods that are ready.
    init(_ traffic: ServiceTraffic, pods: [PodAddress]) {
        self.init(
            containerConcurrency: traffic.containerConcurrency,
            queueLimit: traffic.activation.queueLimit.requests,
            isStopped: traffic.isStopped,
            pods: pods
        )
    }
}

extension AsyncStream.Continuation where Element == Void {
    fileprivate func finish(after element: Void) {
        yield(element)
        finish()
    }
}
