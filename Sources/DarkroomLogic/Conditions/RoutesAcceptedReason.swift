/// Reasons of the condition `RoutesAccepted`.
enum RoutesAcceptedReason {
    /// All routes are served.
    static let accepted = "Accepted"
    /// A path is not one that a request can have.
    static let invalidRoute = "InvalidRoute"
    /// Other services have some of the paths.
    static let routeConflict = "RouteConflict"
    /// Other services have all of several paths.
    static let noRouteLeft = "NoRouteLeft"
}
