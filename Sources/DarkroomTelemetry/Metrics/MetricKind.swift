/// The types of metrics that this library exposes, with their names in the exposition format.
enum MetricKind: String, Sendable {
    /// Only ever grows, until the process restarts.
    case counter
    /// Goes up and down.
    case gauge
    /// Observations counted by size.
    case histogram
}
