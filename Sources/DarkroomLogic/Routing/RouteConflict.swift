public import KubeCore

/// A route that is not served because an older one has its path.
public struct RouteConflict: Hashable, Sendable {
    /// The route that is not served.
    public let loser: Route
    /// The InferenceService that has the path; the loser's own when its spec names a path twice.
    public let winner: ObjectKey
}

extension RouteConflict: CustomStringConvertible {
    /// Says it to a person, for a condition's message.
    public var description: String {
        if winner == loser.service {
            return "path \(loser.path) is listed twice; take one of the entries out"
        }
        return "path \(loser.path) belongs to the older InferenceService \(winner); choose another path"
    }
}
