import DarkroomTelemetry
import Metrics
import Testing

@Suite struct `The exposition` {
    private let scrape = Scrape()

    @Test func `has a type, a help text and sorted series`() {
        scrape.registry.describe([MetricDescription(name: "jobs_total", help: "Jobs\nby \\ \"result\".")])
        Counter(label: "jobs_total", dimensions: [("result", "ok")], factory: scrape.factory).increment(by: 3)
        Counter(label: "jobs_total", dimensions: [("result", "error")], factory: scrape.factory).increment()
        Counter(label: "jobs_total", factory: scrape.factory).increment()
        Meter(label: "depth", factory: scrape.factory).set(-1.5)
        #expect(
            scrape.text == """
                # TYPE depth gauge
                depth -1.5
                # HELP jobs_total Jobs\\nby \\\\ "result".
                # TYPE jobs_total counter
                jobs_total 1
                jobs_total{result="error"} 1
                jobs_total{result="ok"} 3

                """
        )
    }

    @Test func `has cumulative buckets for a histogram`() {
        scrape.registry.describe([
            MetricDescription(name: "size", help: "Size.", buckets: [10, 1, .infinity, 2.5])
        ])
        let recorder = Recorder(label: "size", dimensions: [("kind", "x")], factory: scrape.factory)
        for value in [0.5, 1, 2, 10, 11] { recorder.record(value) }
        #expect(
            scrape.text == """
                # HELP size Size.
                # TYPE size histogram
                size_bucket{kind="x",le="1"} 2
                size_bucket{kind="x",le="2.5"} 3
                size_bucket{kind="x",le="10"} 4
                size_bucket{kind="x",le="+Inf"} 5
                size_sum{kind="x"} 24.5
                size_count{kind="x"} 5

                """
        )
    }

    @Test func `has timers in seconds, whatever unit was recorded`() {
        let timer = Timer(label: "t", preferredDisplayUnit: .milliseconds, factory: scrape.factory)
        timer.recordMilliseconds(1500)
        timer.recordNanoseconds(250_000_000)
        #expect(scrape.samples.contains("t_sum 1.75"))
        #expect(scrape.samples.contains(#"t_bucket{le="0.25"} 1"#))
    }

    @Test func `is empty without metrics`() {
        #expect(scrape.text.isEmpty)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\"b", #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#),
        ("\"\u{301}", "\\\"\u{301}"),
    ])
    func `escapes label values`(value: String, escaped: String) {
        Counter(label: "c", dimensions: [("l", value)], factory: scrape.factory).increment()
        #expect(scrape.samples == ["c{l=\"\(escaped)\"} 1"])
    }

    @Test(arguments: [
        ("workqueue_depth", "workqueue_depth"), ("a:b", "a:b"), ("http.requests", "http_requests"),
        ("9lives", "_9lives"),
        ("", "_"), ("é", "_"), ("a b{}", "a_b__"),
    ])
    func `keeps valid metric names and repairs others`(name: String, exposed: String) {
        Counter(label: name, factory: scrape.factory).increment()
        #expect(scrape.samples == ["\(exposed) 1"])
    }

    @Test func `repairs labels that would break the scrape`() {
        Recorder(
            label: "r",
            dimensions: [("le", "mine"), ("a.b", "1"), ("twice", "first"), ("twice", "last")],
            factory: scrape.factory
        ).record(1)
        #expect(scrape.samples.contains(#"r_count{a_b="1",exported_le="mine",twice="last"} 1"#))
    }

    @Test(arguments: [
        (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (0, "0"), (-0.0, "0"),
        (1e15, "1000000000000000"),
        (1e300, "1e+300"), (0.1, "0.1"), (1e-9, "1e-09"),
        (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    ])
    func `writes any number in the form that Prometheus reads`(value: Double, text: String) {
        Meter(label: "g", factory: scrape.factory).set(value)
        #expect(scrape.samples == ["g \(text)"])
    }
}
