/// A route that is not served because an older one has its path.
public struct RouteConflict: Hashable, Sendable {
    /// The route that is not served.
    public let loser: Route
    /// The service that has the path; the loser's own when its spec names a path twice.
    public let winner: ServiceID
}
