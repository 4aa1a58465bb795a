internal import KubeCore

/// A snapshot laid out for the path of a request. A class, so that taking it costs one reference.
final class CompiledSnapshot: Sendable {
    let routes: CompiledRoutes
    let documents: [String: GatewaySnapshot.Document]
    /// By ``CompiledRoutes/numbers``.
    private let pods: [[PodAddress]]

    convenience init(_ snapshot: GatewaySnapshot) {
        let routes = CompiledRoutes(snapshot.routes, bounds: snapshot.bounds, stopped: snapshot.stopped)
        self.init(routes: routes, pods: snapshot.pods, documents: snapshot.documents)
    }

    convenience init(
        routes: CompiledRoutes,
        pods: [ObjectKey: [PodAddress]],
        documents: [String: GatewaySnapshot.Document]
    ) {
        let none = [[PodAddress]](repeating: [], count: routes.numbers.count)
        self.init(routes: routes, numbered: Self.merge(pods, into: none, routes), documents: documents)
    }

    private init(
        routes: CompiledRoutes,
        numbered pods: [[PodAddress]],
        documents: [String: GatewaySnapshot.Document]
    ) {
        self.routes = routes
        self.pods = pods
        self.documents = documents
    }

    /// The same with other pods of some services.
    func with(pods changes: [ObjectKey: [PodAddress]]) -> CompiledSnapshot {
        CompiledSnapshot(routes: routes, numbered: Self.merge(changes, into: pods, routes), documents: documents)
    }

    /// The same with other documents.
    func with(documents: [String: GatewaySnapshot.Document]) -> CompiledSnapshot {
        CompiledSnapshot(routes: routes, numbered: pods, documents: documents)
    }

    /// The ready pods behind a route.
    func pods(of target: CompiledRoutes.Target) -> [PodAddress] { pods[target.number] }

    /// The ready pods of a service; none when no route leads to it.
    func pods(of service: ObjectKey) -> [PodAddress] { routes.numbers[service].map { pods[$0] } ?? [] }

    private static func merge(
        _ changes: [ObjectKey: [PodAddress]],
        into pods: [[PodAddress]],
        _ routes: CompiledRoutes
    ) -> [[PodAddress]] {
        var pods = pods
        for (service, addresses) in changes {
            if let number = routes.numbers[service] { pods[number] = addresses }
        }
        return pods
    }
}
