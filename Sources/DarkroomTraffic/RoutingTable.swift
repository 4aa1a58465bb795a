/// Finds the route of a request: the longest path, by whole segments, that accepts the method.
///
/// A trie over segments: the cost of a lookup depends on the length of the path, not on the number of routes.
public struct RoutingTable: Sendable {
    /// The result of a lookup.
    public enum Match: Hashable, Sendable {
        /// The route at this index of ``RoutingTable/routes``.
        case route(Int)
        /// The path is known, but only for these methods.
        case methodNotAllowed(MethodSet)
        /// No route has this path.
        case none
    }

    private struct Node: Sendable {
        var children: [String: Int] = [:]
        var routes: [Int] = []
    }

    /// The routes that are served.
    public private(set) var routes: [Route] = []
    /// The routes that are not served because another route has their path.
    public private(set) var conflicts: [RouteConflict] = []

    private var nodes = [Node()]

    /// Makes a table. Of routes with the same path and method, the oldest is served.
    public init(_ candidates: [Route] = []) {
        // The sort is stable, and routes of one service compare as equal: they keep their order.
        for route in candidates.sorted(by: { $0.isSenior(to: $1) }) { add(route) }
    }

    /// Finds the route for a path without its query.
    ///
    /// - Parameter method: One method.
    public func match(path: Span<UInt8>, method: MethodSet) -> Match {
        var best: Int?
        var refused: MethodSet = []
        func visit(_ node: Node) {
            for index in node.routes {
                if routes[index].methods.contains(method) { best = index; return }
                refused.formUnion(routes[index].methods)
            }
        }
        var node = nodes[0]
        visit(node)
        var start = 1
        while start < path.count {
            let end = Self.endOfSegment(in: path, from: start)
            let segment = path.extracting(start..<end).withUnsafeBufferPointer {
                String(decoding: $0, as: UTF8.self)
            }
            guard let child = node.children[segment] else { break }
            node = nodes[child]
            visit(node)
            start = end + 1
        }
        if let best { return .route(best) }
        return refused.isEmpty ? .none : .methodNotAllowed(refused)
    }

    private static func endOfSegment(in path: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        return end
    }

    private mutating func add(_ route: Route) {
        var position = 0
        for segment in route.path.segments { position = child(segment, of: position) }
        let senior = nodes[position].routes.first { !routes[$0].methods.isDisjoint(with: route.methods) }
        if let senior {
            conflicts.append(RouteConflict(loser: route, winner: routes[senior].service))
        } else {
            nodes[position].routes.append(routes.count)
            routes.append(route)
        }
    }

    private mutating func child(_ segment: String, of position: Int) -> Int {
        if let known = nodes[position].children[segment] { return known }
        nodes.append(Node())
        nodes[position].children[segment] = nodes.count - 1
        return nodes.count - 1
    }
}
