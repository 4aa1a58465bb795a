/// Reasons of the condition `RoutesAccepted`.
enum RoutesAcceptedReason {
    /// All routes are served.
    static let accepted = "Accepted"
    /// No request can have the path.
    static let invalidRoute = "InvalidRoute"
    /// Other services have some of the paths.
    static let routeConflict = "RouteConflict"
    /// Other services have all of several paths.
    static let noRouteLeft = "NoRouteLeft"
}
