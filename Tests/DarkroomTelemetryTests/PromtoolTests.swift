import DarkroomTelemetry
import Metrics
import Testing

@Suite(.enabled(if: Promtool.path != nil, "promtool is not on the PATH (Debian package prometheus)"))
struct `Prometheus' own checker` {
    @Test func `accepts every described metric`() throws {
        let scrape = Scrape()
        scrape.registry.describe(MetricDescription.controllerRuntime)
        for description in MetricDescription.controllerRuntime {
            record(description.name, dimensions: [("controller", "trainingrun")], in: scrape)
        }
        let result = try Promtool.check(metrics: scrape.text)
        #expect(result.exitCode == 0, "\(result.output)")
        #expect(result.output.isEmpty)
    }

    @Test func `accepts any label value`() throws {
        let scrape = Scrape()
        scrape.registry.describe([
            MetricDescription(name: "hostile_total", help: HostileText.samples.joined())
        ])
        for text in HostileText.samples {
            Counter(label: "hostile_total", dimensions: [("text", text)], factory: scrape.factory).increment()
        }
        let result = try Promtool.check(metrics: scrape.text)
        #expect(result.exitCode == 0, "\(result.output)")
    }

    private func record(_ name: String, dimensions: [(String, String)], in scrape: Scrape) {
        if name.hasSuffix("_total") {
            Counter(label: name, dimensions: dimensions, factory: scrape.factory).increment()
        } else if name.hasSuffix("_time_seconds") || name.hasSuffix("_duration_seconds") {
            Timer(label: name, dimensions: dimensions, factory: scrape.factory).recordMilliseconds(20)
        } else {
            Meter(label: name, dimensions: dimensions, factory: scrape.factory).set(1)
        }
    }
}
