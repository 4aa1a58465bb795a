/// The storage of one series. Its handler keeps a reference to it, so that recording a value needs no lookup.
protocol MetricCell: AnyObject, Sendable {
    static var kind: MetricKind { get }

    /// The series of this cell; used to find the cell when it is destroyed.
    var series: SeriesKey { get }

    init(series: SeriesKey, buckets: [Double])

    /// The current lines of the exposition.
    func samples() -> [Sample]
}

/// Identity of a series.
struct SeriesKey: Hashable, Sendable {
    let name: String
    let labels: LabelSet
}

/// One line of the exposition.
struct Sample: Sendable {
    /// The metric's name, with a histogram's suffix.
    let name: String
    let labels: LabelSet
    /// Upper bound of a histogram's bucket.
    var upperBound: Double?
    let value: Double
}
