import DarkroomAPI
import DarkroomTraffic

/// Requirements on the routes of an InferenceService.
///
/// They do not decide on `Accepted`: a route that cannot be served does not keep the other routes and the pods from
/// being updated. The gateway reports them as `RoutesAccepted=False`.
enum InferenceRouteRules {
    static func problems(_ spec: InferenceServiceSpec) -> [SpecProblem] {
        spec.routes.enumerated().compactMap { index, route in
            guard RoutePath(route.path) == nil else { return nil }
            let words = """
                \(route.path.quoted) is not a path that a request can have; start it with '/', and leave out '?', '#', \
                white space and empty, '.' and '..' segments
                """
            return SpecProblem(.invalidRoute, at: "spec.routes[\(index)].path", words)
        }
    }
}
