/// All series. A value, which ``PrometheusRegistry`` protects with a lock.
struct SeriesTable: Sendable {
    private(set) var families: [String: MetricFamily] = [:]
    private(set) var descriptions: [String: MetricDescription] = [:]
    private(set) var rejections: [Rejection.Reason: UInt64] = [:]

    private let limit: Int
    private var seriesCount = 0
    /// The family of each sample name: the counter `x_count` and the histogram `x` cannot both be exposed.
    private var owners: [String: String] = [:]
    private var reported: Set<Rejection> = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func describe(_ description: MetricDescription) {
        descriptions[MetricName.metric(description.name)] = description
    }

    /// The cell of a series, created on first use.
    ///
    /// - Returns: A cell, and the rejection to report if the cell is not exposed; nil if it is exposed, or if the
    ///   same rejection has been reported before.
    mutating func cell<Cell: MetricCell>(for series: SeriesKey) -> (cell: Cell, report: Rejection?) {
        if let rejection = nameConflict(series.name, Cell.kind) { return rejected(rejection, series) }
        let family = families[series.name] ?? newFamily(series.name, Cell.kind)
        if let known = family.cells[series.labels] as? Cell { return (known, nil) }
        guard seriesCount + family.seriesPerCell <= limit else {
            return rejected(.seriesLimit(limit), series)
        }
        let cell = Cell(series: series, buckets: family.buckets)
        add(cell, to: family)
        return (cell, nil)
    }

    /// Removes a series, unless it has been created again since.
    mutating func remove(_ cell: any MetricCell) {
        guard let family = families[cell.series.name], family.cells[cell.series.labels] === cell else {
            return
        }
        families[cell.series.name]?.cells[cell.series.labels] = nil
        seriesCount -= family.seriesPerCell
    }

    private func newFamily(_ name: String, _ kind: MetricKind) -> MetricFamily {
        MetricFamily(kind: kind, buckets: descriptions[name]?.buckets ?? MetricDescription.defaultBuckets)
    }

    private mutating func add(_ cell: some MetricCell, to family: MetricFamily) {
        let name = cell.series.name
        for sampleName in MetricFamily.sampleNames(of: name, kind: family.kind) { owners[sampleName] = name }
        families[name, default: family].cells[cell.series.labels] = cell
        seriesCount += family.seriesPerCell
    }

    private func nameConflict(_ name: String, _ kind: MetricKind) -> Rejection? {
        for sampleName in MetricFamily.sampleNames(of: name, kind: kind) {
            guard let owner = owners[sampleName], let family = families[owner] else { continue }
            if owner != name || family.kind != kind {
                return .nameConflict(name, kind, with: owner, family.kind)
            }
        }
        return nil
    }

    private mutating func rejected<Cell: MetricCell>(
        _ rejection: Rejection,
        _ series: SeriesKey
    ) -> (cell: Cell, report: Rejection?) {
        rejections[rejection.reason, default: 0] &+= 1
        let isNew = reported.insert(rejection).inserted
        return (Cell(series: series, buckets: []), isNew ? rejection : nil)
    }
}

extension Rejection {
    fileprivate static func nameConflict(
        _ name: String,
        _ kind: MetricKind,
        with other: String,
        _ otherKind: MetricKind
    ) -> Rejection {
        Rejection(
            reason: .nameConflict,
            message: "the \(kind.rawValue) \(name) is not exposed: its name is taken by the "
                + "\(otherKind.rawValue) \(other); rename one of them"
        )
    }

    fileprivate static func seriesLimit(_ limit: Int) -> Rejection {
        Rejection(
            reason: .seriesLimit,
            message: "new metric series are not exposed: this process already has \(limit); "
                + "look for a label with unbounded values"
        )
    }
}
