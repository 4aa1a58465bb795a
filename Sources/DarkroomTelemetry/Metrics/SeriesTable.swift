/// Which series there are. A value: ``PrometheusRegistry`` puts a lock around it.
struct SeriesTable: Sendable {
    private(set) var families: [String: MetricFamily] = [:]
    private(set) var descriptions: [String: MetricDescription] = [:]
    private(set) var refusals: [Refusal.Reason: UInt64] = [:]

    private let limit: Int
    private var seriesCount = 0
    /// Which family has a sample name: the counter `x_count` and the histogram `x` cannot both be exposed.
    private var owners: [String: String] = [:]
    private var reported: Set<Refusal> = []

    init(limit: Int) {
        self.limit = limit
    }

    mutating func describe(_ description: MetricDescription) {
        descriptions[MetricName.metric(description.name)] = description
    }

    /// The cell of a series, made at its first use.
    ///
    /// - Returns: A cell that takes values in any case, and what to report if it will not be exposed; nil if
    ///   it will, or if that has been reported before.
    mutating func cell<Cell: MetricCell>(for series: SeriesKey) -> (cell: Cell, report: Refusal?) {
        if let refusal = nameConflict(series.name, Cell.kind) { return refused(refusal, series) }
        let family = families[series.name] ?? newFamily(series.name, Cell.kind)
        if let known = family.cells[series.labels] as? Cell { return (known, nil) }
        guard seriesCount + family.seriesPerCell <= limit else {
            return refused(.seriesLimit(limit), series)
        }
        let cell = Cell(series: series, buckets: family.buckets)
        add(cell, to: family)
        return (cell, nil)
    }

    /// Forgets a series, unless it has been made anew since.
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

    private func nameConflict(_ name: String, _ kind: MetricKind) -> Refusal? {
        for sampleName in MetricFamily.sampleNames(of: name, kind: kind) {
            guard let owner = owners[sampleName], let family = families[owner] else { continue }
            if owner != name || family.kind != kind {
                return .nameConflict(name, kind, with: owner, family.kind)
            }
        }
        return nil
    }

    private mutating func refused<Cell: MetricCell>(
        _ refusal: Refusal,
        _ series: SeriesKey
    ) -> (cell: Cell, report: Refusal?) {
        refusals[refusal.reason, default: 0] &+= 1
        let isNew = reported.insert(refusal).inserted
        return (Cell(series: series, buckets: []), isNew ? refusal : nil)
    }
}

extension Refusal {
    fileprivate static func nameConflict(
        _ name: String,
        _ kind: MetricKind,
        with other: String,
        _ otherKind: MetricKind
    ) -> Refusal {
        Refusal(
            reason: .nameConflict,
            message: "the \(kind.rawValue) \(name) is not exposed: its name is taken by the "
                + "\(otherKind.rawValue) \(other); rename one of them"
        )
    }

    fileprivate static func seriesLimit(_ limit: Int) -> Refusal {
        Refusal(
            reason: .seriesLimit,
            message: "new metric series are not exposed: this process already has \(limit); "
                + "look for a label with ever new values"
        )
    }
}
