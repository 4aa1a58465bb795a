/// The memory of one series, which its handler holds on to: recording a value takes no lookup.
protocol MetricCell: AnyObject, Sendable {
    static var kind: MetricKind { get }

    /// What the cell was made for; finds it again when it is destroyed.
    var series: SeriesKey { get }

    init(series: SeriesKey, buckets: [Double])

    /// The lines of the exposition, at this moment.
    func samples() -> [Sample]
}

/// Identity of a series.
struct SeriesKey: Hashable, Sendable {
    let name: String
    let labels: LabelSet
}

/// One line of the exposition.
struct Sample: Sendable {
    /// The metric's name, and what a histogram adds to it.
    let name: String
    let labels: LabelSet
    /// Upper bound of a histogram's bucket.
    var upperBound: Double?
    let value: Double
}
