/// What one replica of the gateway reports about its requests: totals that only grow, so that reading them changes
/// nothing and several readers can read at any pace.
struct ConcurrencyReading: Hashable, Sendable, Codable {
    /// Requests of one service.
    struct Service: Hashable, Sendable, Codable {
        var namespace: String
        var name: String
        /// Seconds that requests have spent here, waiting or in progress, since the process started.
        var requestSeconds: Double
        /// Requests waiting or in progress now.
        var inFlight: Int
    }

    /// Age of the process in seconds, by a clock that does not jump.
    var uptime: Double
    var services: [Service]
}
