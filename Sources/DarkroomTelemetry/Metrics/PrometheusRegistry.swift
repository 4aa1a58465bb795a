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
/// Characters that Prometheus does not allow in metric and label names become `_`. The registry rejects a metric whose
/// name is taken by a metric of another type, and series beyond a limit: it logs the first rejection of each kind and
/// counts all of them in `darkroom_metrics_refused_total`.
public final class PrometheusRegistry: Sendable {
    /// The media type of ``exposition()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private let table: Mutex<SeriesTable>
    private let logger: Logger

    /// Makes an empty registry.
    ///
    /// - Parameters:
    ///   - seriesLimit: Maximum number of time series to expose; each bucket of a histogram is one. A label with
    ///     unbounded values must not exhaust the memory of this process or of the server that scrapes it.
    ///   - logger: Receives messages about rejected metrics.
    public init(seriesLimit: Int = 10_000, logger: Logger) {
        self.table = Mutex(SeriesTable(limit: seriesLimit))
        self.logger = logger
    }

    /// Sets help texts and buckets. Call this before a metric is first used, which fixes its buckets.
    public func describe(_ descriptions: [MetricDescription]) {
        table.withLock { table in
            for description in descriptions { table.describe(description) }
        }
    }

    /// Every series with its current value, in the text format 0.0.4, ordered by name and labels.
    public func exposition() -> String {
        let table = self.table.withLock { $0 }
        var exposition = Exposition()
        for (name, family) in table.families.sorted(by: { $0.key < $1.key }) where !family.cells.isEmpty {
            exposition.metric(name, family.kind, help: table.descriptions[name]?.help)
            for (_, cell) in family.cells.sorted(by: { $0.key < $1.key }) {
                for sample in cell.samples() { exposition.sample(sample) }
            }
        }
        exposition.add(table.rejections)
        return exposition.text
    }

    /// The cell of a series; an unexposed cell if the series is rejected.
    func cell<Cell: MetricCell>(_ name: String, _ dimensions: [(String, String)]) -> Cell {
        let series = SeriesKey(name: MetricName.metric(name), labels: LabelSet(dimensions))
        let (cell, rejection): (Cell, Rejection?) = table.withLock { $0.cell(for: series) }
        // Logs outside the lock, because a log handler may count lines.
        if let rejection { logger.error("\(rejection.message)") }
        return cell
    }

    func remove(_ cell: any MetricCell) {
        table.withLock { $0.remove(cell) }
    }
}

extension Exposition {
    fileprivate mutating func add(_ rejections: [Rejection.Reason: UInt64]) {
        guard !rejections.isEmpty else { return }
        let name = "darkroom_metrics_refused_total"
        metric(name, .counter, help: "Uses of rejected metrics, by reason; the log names the metrics.")
        for (reason, count) in rejections.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            sample(Sample(name: name, labels: LabelSet([("reason", reason.rawValue)]), value: Double(count)))
        }
    }
}
