import DarkroomAPI
import DarkroomTraffic

/// Requirements on the routes of an InferenceService.
///
/// They are not among those that decide on `Accepted`: a route that cannot be served is no reason to leave the others,
/// and the pods, as they are. The gateway reports them as `RoutesAccepted=False`.
enum InferenceRouteRules {
    static func problems(_ spec: InferenceServiceSpec) -> [SpecProblem] {
        spec.routes.enumerated().compactMap { index, route in
            guard RoutePath(route.path) == nil else { return nil }
            let words = """
                \(route.path.quoted) is no path that a request can have; begin it with '/', and leave '?', '#', white \
                space and empty, '.' and '..' segments out
                """
            return SpecProblem(.invalidRoute, at: "spec.routes[\(index)].path", words)
        }
    }
}
