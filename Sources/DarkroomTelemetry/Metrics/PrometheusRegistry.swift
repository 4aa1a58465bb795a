public import Logging
import Synchronization

/// All metrics of a process, and the page that Prometheus scrapes.
///
///     let registry = PrometheusRegistry(logger: Logger(label: "metrics"))
///     registry.describe(MetricDescription.controllerRuntime)
///     MetricsSystem.bootstrap(PrometheusMetricsFactory(registry: registry))
///     ...
///     response.headers["Content-Type"] = PrometheusRegistry.contentType
///     response.body = registry.exposition()
///
/// Metric and label names are taken as given; characters that Prometheus does not allow become `_`. Two
/// metrics of one name but different types, and series beyond a limit, are not exposed: the first of its kind
/// is logged, all are counted in `darkroom_metrics_refused_total`.
public final class PrometheusRegistry: Sendable {
    /// The media type of ``exposition()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private let table: Mutex<SeriesTable>
    private let logger: Logger

    /// Makes an empty registry.
    ///
    /// - Parameters:
    ///   - seriesLimit: How many time series to expose at most; each bucket of a histogram is one. A label
    ///     with ever new values must not eat the memory of this process or of the server that scrapes it.
    ///   - logger: Told about metrics that are not exposed.
    public init(seriesLimit: Int = 10_000, logger: Logger) {
        self.table = Mutex(SeriesTable(limit: seriesLimit))
        self.logger = logger
    }

    /// Sets help texts and buckets. Buckets hold from the first use of a metric on, so describe before that.
    public func describe(_ descriptions: [MetricDescription]) {
        table.withLock { table in
            for description in descriptions { table.describe(description) }
        }
    }

    /// Every series with its present value, in the text format 0.0.4, ordered by name and labels.
    public func exposition() -> String {
        let table = self.table.withLock { $0 }
        var exposition = Exposition()
        for (name, family) in table.families.sorted(by: { $0.key < $1.key }) where !family.cells.isEmpty {
            exposition.metric(name, family.kind, help: table.descriptions[name]?.help)
            for (_, cell) in family.cells.sorted(by: { $0.key < $1.key }) {
                for sample in cell.samples() { exposition.sample(sample) }
            }
        }
        exposition.add(table.refusals)
        return exposition.text
    }

    /// The cell of a series, or one that nobody will see, if the series has to be refused.
    func cell<Cell: MetricCell>(_ name: String, _ dimensions: [(String, String)]) -> Cell {
        let series = SeriesKey(name: MetricName.metric(name), labels: LabelSet(dimensions))
        let (cell, refusal): (Cell, Refusal?) = table.withLock { $0.cell(for: series) }
        // Outside of the lock: a log handler may count lines.
        if let refusal { logger.error("\(refusal.message)") }
        return cell
    }

    func remove(_ cell: any MetricCell) {
        table.withLock { $0.remove(cell) }
    }
}

extension Exposition {
    fileprivate mutating func add(_ refusals: [Refusal.Reason: UInt64]) {
        guard !refusals.isEmpty else { return }
        let name = "darkroom_metrics_refused_total"
        metric(name, .counter, help: "Uses of metrics that are not exposed, by reason; the log names them.")
        for (reason, count) in refusals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            sample(Sample(name: name, labels: LabelSet([("reason", reason.rawValue)]), value: Double(count)))
        }
    }
}
