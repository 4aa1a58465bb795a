import Metrics
import Synchronization

/// A histogram. Ignores observations that are not finite, because one of them would invalidate the sum permanently.
final class HistogramCell: MetricCell, RecorderHandler, TimerHandler {
    static let kind = MetricKind.histogram

    private struct Observations {
        /// Counts per bucket, not cumulative; a value above every bound counts in `total` only.
        var counts: [UInt64]
        var total: UInt64 = 0
        var sum = 0.0
    }

    let series: SeriesKey
    private let upperBounds: [Double]
    private let observations: Mutex<Observations>

    init(series: SeriesKey, buckets: [Double]) {
        self.series = series
        self.upperBounds = buckets
        self.observations = Mutex(Observations(counts: Array(repeating: 0, count: buckets.count)))
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = upperBounds.firstIndex { value <= $0 }
        observations.withLock { observations in
            if let bucket { observations.counts[bucket] &+= 1 }
            observations.total &+= 1
            observations.sum += value
        }
    }

    /// Prometheus' base unit of time is the second; the preferred display unit has no effect.
    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }

    func samples() -> [Sample] {
        let observations = self.observations.withLock { $0 }
        var cumulated: UInt64 = 0
        var samples: [Sample] = []
        for (upperBound, count) in zip(upperBounds, observations.counts) {
            cumulated &+= count
            samples.append(sample("_bucket", upperBound: upperBound, Double(cumulated)))
        }
        samples.append(sample("_bucket", upperBound: .infinity, Double(observations.total)))
        samples.append(sample("_sum", observations.sum))
        samples.append(sample("_count", Double(observations.total)))
        return samples
    }

    private func sample(_ suffix: String, upperBound: Double? = nil, _ value: Double) -> Sample {
        Sample(name: series.name + suffix, labels: series.labels, upperBound: upperBound, value: value)
    }
}
