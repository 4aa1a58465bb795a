import Metrics

/// A counter. Ignores negative and non-finite amounts, because `rate()` would read a smaller value as a
/// restart.
final class CounterCell: MetricCell, CounterHandler, FloatingPointCounterHandler {
    static let kind = MetricKind.counter

    let series: SeriesKey
    private let total = AtomicDouble()

    init(series: SeriesKey, buckets: [Double]) {
        self.series = series
    }

    func increment(by amount: Int64) {
        increment(by: Double(amount))
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        total.add(amount)
    }

    func reset() {
        total.store(0)
    }

    func samples() -> [Sample] {
        [Sample(name: series.name, labels: series.labels, value: total.value)]
    }
}
