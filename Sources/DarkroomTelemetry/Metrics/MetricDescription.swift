/// Describes a metric before its first value: its help text and, for a histogram, its buckets.
public struct MetricDescription: Sendable, Hashable {
    /// Buckets of histograms without a description, in seconds: from 5 ms to 10 s, like the defaults of Prometheus' own
    /// libraries.
    public static let defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// The metric's name.
    public let name: String
    /// One sentence that says what is counted, and in which unit.
    public let help: String
    /// Inclusive upper bounds of a histogram's buckets, in the metric's unit, in ascending order; the bucket `+Inf`
    /// is implied.
    public let buckets: [Double]

    /// Describes a metric. Bounds may be in any order; bounds that are not finite are ignored.
    public init(name: String, help: String, buckets: [Double] = Self.defaultBuckets) {
        self.name = name
        self.help = help
        self.buckets = Set(buckets.filter(\.isFinite)).sorted()
    }
}
