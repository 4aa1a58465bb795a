public import Metrics

/// Records swift-metrics' values in a ``PrometheusRegistry``.
///
/// | swift-metrics | Prometheus |
/// | --- | --- |
/// | `Counter`, `FloatingPointCounter` | counter |
/// | `Meter`, `Gauge`, `Recorder(aggregate: false)` | gauge |
/// | `Recorder` | histogram, in the unit of the recorded values |
/// | `Timer` | histogram, in seconds |
///
/// Making the same metric again returns the same series. Destroying a metric removes the series for all handlers that
/// share it.
public struct PrometheusMetricsFactory: MetricsFactory {
    private let registry: PrometheusRegistry

    /// Makes a factory that fills `registry`.
    public init(registry: PrometheusRegistry) {
        self.registry = registry
    }

    /// The handler of a counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        registry.cell(label, dimensions) as CounterCell
    }

    /// The handler of a counter; shares its series with an integer counter of the same name.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        registry.cell(label, dimensions) as CounterCell
    }

    /// The handler of a gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        registry.cell(label, dimensions) as GaugeCell
    }

    /// The handler of a histogram or, without aggregation, of a gauge.
    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate {
            registry.cell(label, dimensions) as HistogramCell
        } else {
            registry.cell(label, dimensions) as GaugeCell
        }
    }

    /// The handler of a histogram in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        registry.cell(label, dimensions) as HistogramCell
    }

    /// Removes the series.
    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }

    /// Removes the series.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }

    /// Removes the series.
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }

    /// Removes the series.
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }

    /// Removes the series.
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func remove(_ handler: AnyObject) {
        // Ignores handlers of another factory.
        guard let cell = handler as? any MetricCell else { return }
        registry.remove(cell)
    }
}
