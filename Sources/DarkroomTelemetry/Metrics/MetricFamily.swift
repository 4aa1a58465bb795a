/// All series of one metric.
struct MetricFamily: Sendable {
    let kind: MetricKind
    /// The same for all series, so that they can be added up.
    let buckets: [Double]
    var cells: [LabelSet: any MetricCell] = [:]

    /// Number of time series that the scraping server sees per cell.
    var seriesPerCell: Int { kind == .histogram ? buckets.count + 3 : 1 }

    /// The names under which a metric's samples appear.
    static func sampleNames(of name: String, kind: MetricKind) -> [String] {
        kind == .histogram ? [name, name + "_bucket", name + "_sum", name + "_count"] : [name]
    }
}
