/// What is known about a metric before its first value: its help text and, if it is a histogram, its buckets.
public struct MetricDescription: Sendable, Hashable {
    /// Buckets of histograms that nobody described, in seconds: from 5 ms to 10 s, as Prometheus' own
    /// libraries have them.
    public static let defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// The metric's name.
    public let name: String
    /// One sentence that tells what is counted, in which unit.
    public let help: String
    /// Inclusive upper bounds of a histogram's buckets, in the metric's unit, growing; the bucket `+Inf` is
    /// implied.
    public let buckets: [Double]

    /// Describes a metric. Bounds may come in any order; what is no finite number is left out.
    public init(name: String, help: String, buckets: [Double] = Self.defaultBuckets) {
        self.name = name
        self.help = help
        self.buckets = Set(buckets.filter(\.isFinite)).sorted()
    }
}
