public import DarkroomTraffic
internal import Synchronization

/// Holds the current snapshot. The control plane publishes parts of it; requests in progress keep theirs.
///
/// Parts, because they change at different paces and cost differently: pods come and go all the time, and requests wait
/// for them; there may be thousands of routes, which change when a spec does.
public final class RoutingState: Sendable {
    private let current: Mutex<RoutingSnapshot>
    /// Held while the next snapshot is made: no request waits for that, as it would with ``current``.
    private let publishing = Mutex(())
    let capacity = PodCapacity()

    /// Starts with a snapshot.
    public init(_ snapshot: RoutingSnapshot = RoutingSnapshot()) {
        current = Mutex(snapshot)
    }

    /// Publishes routes, and the services behind them; the documents stay. Tell the ``Activator`` afterwards, not
    /// before: it releases requests, which look here again.
    public func publish(routes: RoutingTable, services: [ServiceID: RoutingSnapshot.Service]) {
        update { RoutingSnapshot(routes: routes, services: services, documents: $0.documents) }
        capacity.podsChanged()
    }

    /// Publishes the pods of some services; everything else stays. Tell the ``Activator`` afterwards.
    public func publish(pods: [ServiceID: [PodAddress]]) {
        update { $0.with(pods: pods) }
        capacity.podsChanged()
    }

    /// Publishes documents; everything else stays.
    public func publish(documents: [String: RoutingSnapshot.Document]) {
        update { $0.with(documents: documents) }
    }

    /// The current snapshot.
    public var snapshot: RoutingSnapshot { current.withLock { $0 } }

    private func update(_ next: (RoutingSnapshot) -> RoutingSnapshot) {
        publishing.withLock { _ in
            let before = snapshot
            let after = next(before)
            current.withLock { $0 = after }
            // This is often the last reference to the previous snapshot, which must not be deallocated under the lock.
            withExtendedLifetime(before) {}
        }
    }
}
