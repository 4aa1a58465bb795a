public import DarkroomLogic
internal import KubeCore
internal import Synchronization

/// The snapshot in force. The control side replaces it, as a whole or in part; requests in progress keep theirs.
///
/// Parts, because they change at different paces and cost differently: pods come and go all the time, and requests wait
/// for them; routes are thousands, and change when somebody applies a spec.
public final class GatewayState: Sendable {
    private let current: Mutex<CompiledSnapshot>
    /// Held while the next snapshot is made: no request waits for that, as it would with ``current``.
    private let writing = Mutex(())
    let capacity = PodCapacity()

    /// Starts with a snapshot.
    public init(_ snapshot: GatewaySnapshot = GatewaySnapshot()) {
        current = Mutex(CompiledSnapshot(snapshot))
    }

    /// Puts another snapshot in force. Tell the ``Activator`` afterwards, not before: it releases requests,
    /// which look here again.
    public func replace(with snapshot: GatewaySnapshot) {
        update { _ in CompiledSnapshot(snapshot) }
        capacity.podsChanged()
    }

    /// Puts other routes in force, and the pods behind them; the documents stay.
    func replaceRoutes(_ routes: CompiledRoutes, pods: [ObjectKey: [PodAddress]]) {
        update { CompiledSnapshot(routes: routes, pods: pods, documents: $0.documents) }
        capacity.podsChanged()
    }

    /// Puts other pods of some services in force; everything else stays.
    func replacePods(_ changes: [ObjectKey: [PodAddress]]) {
        update { $0.with(pods: changes) }
        capacity.podsChanged()
    }

    /// Puts other documents in force; everything else stays.
    func replaceDocuments(_ documents: [String: GatewaySnapshot.Document]) {
        update { $0.with(documents: documents) }
    }

    /// The routes in force.
    public var routes: RoutingTable { snapshot.routes.table }

    var snapshot: CompiledSnapshot { current.withLock { $0 } }

    private func update(_ next: (CompiledSnapshot) -> CompiledSnapshot) {
        writing.withLock { _ in
            let before = snapshot
            let after = next(before)
            current.withLock { $0 = after }
            // The last reference to what was in force is often this one: it is not taken apart under the lock.
            withExtendedLifetime(before) {}
        }
    }
}
