import DarkroomTelemetry
import Logging
import Metrics
import Testing

@Suite struct `The metrics factory` {
    private let scrape = Scrape()
    private var factory: PrometheusMetricsFactory { scrape.factory }

    @Test func `returns the same series for the same labels in any order`() {
        Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: factory).increment()
        FloatingPointCounter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: factory).increment(
            by: 0.5
        )
        #expect(scrape.samples == [#"c{a="1",b="2"} 1.5"#])
    }

    @Test func `keeps a counter a number that never decreases`() {
        let counter = FloatingPointCounter(label: "c", factory: factory)
        counter.increment(by: 2)
        for amount in [-1, Double.nan, .infinity, -.infinity] { counter.increment(by: amount) }
        Counter(label: "c", factory: factory).increment(by: -5)
        #expect(scrape.samples == ["c 2"])
    }

    @Test func `resets a counter on demand`() {
        let counter = Counter(label: "c", factory: factory)
        counter.increment(by: 5)
        counter.reset()
        #expect(scrape.samples == ["c 0"])
    }

    @Test func `moves a gauge up and down`() {
        let meter = Meter(label: "g", factory: factory)
        meter.set(5)
        meter.increment(by: 2.5)
        meter.decrement()
        meter.increment(by: Double.nan)
        meter.decrement(by: Double.infinity)
        #expect(scrape.samples == ["g 6.5"])
    }

    @Test func `exposes a recorder that does not aggregate as a gauge`() {
        Gauge(label: "g", factory: factory).record(7)
        #expect(scrape.samples == ["g 7"])
    }

    @Test func `keeps the sum of a histogram a number`() {
        let recorder = Recorder(label: "r", factory: factory)
        for value in [1, Double.nan, .infinity, -.infinity] { recorder.record(value) }
        #expect(scrape.samples.contains("r_sum 1"))
        #expect(scrape.samples.contains("r_count 1"))
    }

    @Test func `refuses a second type for a name, logs that once, and continues`() {
        Counter(label: "x", factory: factory).increment()
        Meter(label: "x", factory: factory).set(9)
        Meter(label: "x", dimensions: [("a", "b")], factory: factory).set(9)
        #expect(scrape.samples == ["x 1", #"darkroom_metrics_refused_total{reason="name-conflict"} 2"#])
        #expect(scrape.sink.lines.count == 1)
        #expect(
            scrape.sink.lines.first?.contains(
                "the gauge x is not exposed: its name is taken by the counter x"
            ) == true
        )
    }

    @Test(arguments: ["h_bucket", "h_sum", "h_count"])
    func `refuses a name that a histogram writes`(name: String) {
        Recorder(label: "h", factory: factory).record(1)
        Counter(label: name, factory: factory).increment(by: 77)
        #expect(!scrape.samples.contains("\(name) 77"))
        #expect(scrape.sink.lines.count == 1)
    }

    @Test func `refuses a histogram that would write a name already taken`() {
        Counter(label: "h_count", factory: factory).increment(by: 77)
        Recorder(label: "h", factory: factory).record(1)
        #expect(scrape.samples.filter { $0.hasPrefix("h") } == ["h_count 77"])
    }

    @Test func `stops at the limit of series, counts the rest and logs that once`() {
        let scrape = Scrape(seriesLimit: 3)
        for number in 0..<10 {
            Counter(label: "c", dimensions: [("n", "\(number)")], factory: scrape.factory).increment()
        }
        #expect(
            scrape.samples == [
                #"c{n="0"} 1"#, #"c{n="1"} 1"#, #"c{n="2"} 1"#,
                #"darkroom_metrics_refused_total{reason="series-limit"} 7"#,
            ]
        )
        #expect(scrape.sink.lines.count == 1)
    }

    @Test func `counts every bucket against the limit`() {
        let scrape = Scrape(seriesLimit: 5)
        scrape.registry.describe([MetricDescription(name: "h", help: "H.", buckets: [1, 2, 3])])
        Recorder(label: "h", factory: scrape.factory).record(1)
        #expect(scrape.samples == [#"darkroom_metrics_refused_total{reason="series-limit"} 1"#])
    }

    @Test func `frees a place when a series is destroyed`() {
        let scrape = Scrape(seriesLimit: 1)
        let first = Meter(label: "g", dimensions: [("n", "1")], factory: scrape.factory)
        first.destroy()
        Meter(label: "g", dimensions: [("n", "2")], factory: scrape.factory).set(2)
        first.destroy()
        #expect(scrape.samples == [#"g{n="2"} 2"#])
    }

    @Test func `keeps the buckets that a histogram began with`() {
        scrape.registry.describe([MetricDescription(name: "h", help: "H.", buckets: [1])])
        Recorder(label: "h", dimensions: [("n", "1")], factory: factory).record(1)
        scrape.registry.describe([MetricDescription(name: "h", help: "H.", buckets: [2])])
        Recorder(label: "h", dimensions: [("n", "2")], factory: factory).record(1)
        #expect(scrape.samples.contains(#"h_bucket{n="2",le="1"} 1"#))
    }

    @Test func `loses no increment of many tasks`() async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { [factory] in
                    let counter = Counter(label: "c", factory: factory)
                    let meter = Meter(label: "g", factory: factory)
                    let recorder = Recorder(label: "r", factory: factory)
                    for _ in 0..<5000 {
                        counter.increment()
                        meter.increment()
                        recorder.record(1)
                    }
                }
            }
        }
        #expect(scrape.samples.contains("c 40000"))
        #expect(scrape.samples.contains("g 40000"))
        #expect(scrape.samples.contains("r_count 40000"))
        #expect(scrape.samples.contains("r_sum 40000"))
    }

    @Test func `can be scraped while series come and go`() async {
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask { [factory] in
                    for number in 0..<500 {
                        let counter = Counter(
                            label: "c",
                            dimensions: [("n", "\(task)-\(number)")],
                            factory: factory
                        )
                        counter.increment()
                        counter.destroy()
                    }
                }
            }
            group.addTask { [scrape] in for _ in 0..<50 { _ = scrape.text } }
        }
        #expect(scrape.text.isEmpty)
    }
}
