internal import DarkroomLogic
internal import KubeCore
internal import NIOCore

/// The routes and what the specs say of them, laid out for the path of a request: everything of a snapshot that neither
/// pods nor documents change. A class, so that taking it along costs one reference.
final class CompiledRoutes: Sendable {
    struct Target: Sendable {
        let service: ObjectKey
        /// Stands for the service where looking up its name would take too long.
        let number: Int
        let timeout: TimeAmount
        let methods: MethodSet
        let cors: CORSPolicy?
        let bound: GatewaySnapshot.PodBound?
        let isStopped: Bool
    }

    let table: RoutingTable
    /// The services that have a route, from 0 on.
    let numbers: [ObjectKey: Int]
    private let targets: [Target]
    private let stopped: Set<ObjectKey>

    init(_ table: RoutingTable, bounds: [ObjectKey: GatewaySnapshot.PodBound], stopped: Set<ObjectKey>) {
        var numbers: [ObjectKey: Int] = [:]
        for route in table.routes where numbers[route.service] == nil { numbers[route.service] = numbers.count }
        targets = table.routes.map { route in
            Target(
                service: route.service,
                number: numbers[route.service] ?? 0,
                timeout: .seconds(max(1, min(route.timeout.components.seconds, 86_400))),
                methods: route.methods,
                cors: route.cors,
                bound: bounds[route.service],
                isStopped: stopped.contains(route.service)
            )
        }
        self.table = table
        self.numbers = numbers
        self.stopped = stopped
    }

    /// Whether the service has a route, and pods whenever it needs them.
    func isServed(_ service: ObjectKey) -> Bool { numbers[service] != nil && !stopped.contains(service) }

    /// Where a route of ``table`` leads.
    func target(_ route: Int) -> Target { targets[route] }
}
