import Metrics

/// A gauge. Can be set to any value, including `NaN`; ignores a step that is not finite, because no
/// later step could undo it.
final class GaugeCell: MetricCell, MeterHandler, RecorderHandler {
    static let kind = MetricKind.gauge

    let series: SeriesKey
    private let level = AtomicDouble()

    init(series: SeriesKey, buckets: [Double]) {
        self.series = series
    }

    func set(_ value: Int64) { level.store(Double(value)) }
    func set(_ value: Double) { level.store(value) }
    func record(_ value: Int64) { level.store(Double(value)) }
    func record(_ value: Double) { level.store(value) }

    func increment(by amount: Double) {
        guard amount.isFinite else { return }
        level.add(amount)
    }

    func decrement(by amount: Double) {
        increment(by: -amount)
    }

    func samples() -> [Sample] {
        [Sample(name: series.name, labels: series.labels, value: level.value)]
    }
}
