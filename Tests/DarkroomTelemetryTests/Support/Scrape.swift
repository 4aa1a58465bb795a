import DarkroomTelemetry
import Logging
import Metrics

/// A separate registry for one test, with its log.
struct Scrape {
    let sink = CollectingSink()
    let registry: PrometheusRegistry
    let factory: PrometheusMetricsFactory

    init(seriesLimit: Int = 10_000) {
        let sink = sink
        registry = PrometheusRegistry(
            seriesLimit: seriesLimit,
            logger: Logger(label: "metrics") { LogFormat.text.handler(label: $0, to: sink) }
        )
        factory = PrometheusMetricsFactory(registry: registry)
    }

    var text: String { registry.exposition() }

    /// The samples alone, without comments.
    var samples: [String] {
        text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }
}
