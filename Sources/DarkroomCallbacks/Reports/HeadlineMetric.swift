/// The most important of the metrics that a trainer reports, for display in a column.
enum HeadlineMetric {
    /// Name and value, such as `accuracy=0.9312`.
    ///
    /// - Parameter wanted: Name of the metric to choose; nil chooses the most important one.
    static func text(of metrics: [String: String], wanted: String?) -> String? {
        let name = wanted ?? metrics.keys.map { (MetricImportance($0), $0) }.min { $0.0 < $1.0 }?.1
        guard let name, let value = metrics[name] else { return nil }
        return "\(name)=\(shortened(value))"
    }

    /// Four decimal places are enough for a column; `metrics` keeps the whole number.
    private static func shortened(_ number: String) -> String {
        guard let point = number.firstIndex(of: "."), !number.contains("e") else { return number }
        let digits = number[number.index(after: point)...]
        return String(number[...point]) + digits.prefix(4)
    }
}
