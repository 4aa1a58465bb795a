internal import KubeCore

/// What one replica of the gateway says about its requests: totals that only grow, so that asking changes nothing and
/// anybody may ask at any pace.
struct ConcurrencyReading: Hashable, Sendable, Codable {
    /// Requests of one service.
    struct Service: Hashable, Sendable, Codable {
        var namespace: String?
        var name: String
        /// Time that requests have spent here, held or in progress, in seconds, since the process began.
        var requestSeconds: Double
        /// Requests held or in progress now.
        var inFlight: Int
    }

    /// Age of the process in seconds, by a clock that does not jump.
    var uptime: Double
    var services: [Service]
}
