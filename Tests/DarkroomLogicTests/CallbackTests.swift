import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("A trainer's call")
struct CallbackBodyTests {
    static func report(_ call: CallbackBody.Call, _ body: JSONValue) throws -> TrainingReport {
        try TrainingReport().applying(CallbackBody(call, body), attempt: 2, at: .noon)
    }

    @Test("tells where the trainer is")
    func heartbeat() throws {
        let report = try Self.report(
            .heartbeat,
            ["epoch": 3, "progress": 30.4, "total_epochs": 10, "metrics": ["loss": 0.41, "n": 7]]
        )
        #expect(report.epoch == 3 && report.epochs == 10 && report.progress == 30)
        #expect(report.metrics == ["loss": "0.41", "n": "7"])
        #expect(report.lastHeartbeat == .noon)
    }

    @Test("leaves what it does not mention as it was")
    func partial() throws {
        let first = try Self.report(.heartbeat, ["epoch": 3, "metrics": ["loss": 1]])
        let second = try first.applying(CallbackBody(.heartbeat, [:]), attempt: 2, at: .noon.adding(5))
        #expect(second.epoch == 3 && second.metrics == ["loss": "1"])
        #expect(second.lastHeartbeat == .noon.adding(5))
    }

    @Test("may hold anything else, of which nothing is kept")
    func liberal() throws {
        let report = try Self.report(
            .heartbeat,
            [
                "epoch": "three", "progress": 1e300,
                "metrics": ["loss": "low", "ok": true, "deep": ["x": 1]],
                "password": "canary",
            ]
        )
        let origin = TrainingOrigin(attempt: 2, progress: 100, time: .noon)
        #expect(report == TrainingReport(progress: 100, origin: origin, lastHeartbeat: .noon))
    }

    @Test(
        "has its metrics kept as decimal numbers",
        arguments: [
            (0.1, "0.1"), (1e-5, "0.00001"), (-2.5e-7, "-0.00000025"), (3.0, "3.0"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
        ]
    )
    func decimals(number: Double, text: String) throws {
        #expect(try Self.report(.heartbeat, ["metrics": ["m": .number(number)]]).metrics == ["m": text])
    }

    @Test("has no more metrics kept than there is room for")
    func manyMetrics() throws {
        let names = (0..<1000).map { "metric-\($0)" + String(repeating: "x", count: 200) }
        let metrics = JSONValue.object(Dictionary(uniqueKeysWithValues: names.map { ($0, 1) }))
        let report = try Self.report(.heartbeat, ["metrics": metrics])
        #expect(report.metrics.count == TrainingReport.maxMetrics)
        #expect(report.metrics.keys.allSatisfy { $0.count <= TrainingReport.maxMetricName })
    }

    @Test("tells of a checkpoint, the best so far or not")
    func checkpoint() throws {
        let best: JSONValue = [
            "type": "checkpoint_saved", "uri": "s3://c/3.pt", "epoch": 3, "metrics": ["loss": 0.4],
            "best": true,
        ]
        let first = try Self.report(.event, best)
        #expect(first.checkpoints?.latest?.uri == "s3://c/3.pt")
        #expect(first.checkpoints?.best?.metrics == ["loss": "0.4"])
        let next = try CallbackBody(.event, ["type": "checkpoint_saved", "uri": "s3://c/4.pt"])
        let second = first.applying(next, attempt: 2, at: .noon.adding(1))
        #expect(second.checkpoints?.latest?.uri == "s3://c/4.pt")
        #expect(second.checkpoints?.best?.uri == "s3://c/3.pt")
    }

    @Test("of another kind of event is a sign of life", arguments: ["started", "checkpoint_saved"])
    func otherEvent(type: String) throws {
        let report = try Self.report(.event, ["type": .string(type), "uri": "bad\nuri"])
        #expect(report == TrainingReport(lastHeartbeat: .noon))
    }

    @Test("tells how it ended, and in which attempt")
    func done() throws {
        let report = try Self.report(.done, ["status": "succeeded", "final_metrics": ["accuracy": 0.97]])
        #expect(report.progress == 100)
        #expect(
            report.result
                == TrainingResult(
                    status: .succeeded,
                    attempt: 2,
                    metrics: ["accuracy": "0.97"],
                    time: .noon
                )
        )
        #expect(try Self.report(.done, ["status": "failed", "error": "boom"]).result?.error == "boom")
    }

    @Test(
        "is refused when it says nothing",
        arguments: [
            (CallbackBody.Call.done, [:], "status must be succeeded or failed"),
            (.done, ["status": "maybe"], "status must be succeeded or failed"),
            (.event, ["uri": "s3://c"], "an event needs a type"),
            (.heartbeat, [1, 2], "must be a JSON object"),
        ] as [(CallbackBody.Call, JSONValue, String)]
    )
    func refused(call: CallbackBody.Call, body: JSONValue, words: String) {
        let problem = #expect(throws: CallbackBody.Problem.self) { try CallbackBody(call, body) }
        #expect(problem?.description.contains(words) == true)
    }
}

@Suite("Heartbeats of a run")
struct HeartbeatBufferTests {
    typealias Buffer = HeartbeatBuffer<ContinuousClock.Instant, Int>
    static let start = ContinuousClock.now

    static func at(_ seconds: Double) -> ContinuousClock.Instant { start.advanced(by: .seconds(seconds)) }

    @Test("are written at once when there was none for long, then once in the interval")
    func coalesced() {
        var buffer = Buffer(interval: .seconds(10))
        #expect(buffer.add(1, for: "a", now: Self.at(0)) == .write(at: Self.at(0)))
        #expect(buffer.take("a", now: Self.at(0)) == [1])
        #expect(buffer.add(2, for: "a", now: Self.at(1)) == .write(at: Self.at(10)))
        #expect(buffer.add(3, for: "a", now: Self.at(2)) == .wait)
        #expect(buffer.take("a", now: Self.at(10)) == [2, 3])
        #expect(buffer.add(4, for: "a", now: Self.at(30)) == .write(at: Self.at(30)))
    }

    @Test("of another run are none of their business")
    func apart() {
        var buffer = Buffer(interval: .seconds(10))
        _ = buffer.add(1, for: "a", now: Self.at(0))
        _ = buffer.take("a", now: Self.at(0))
        #expect(buffer.add(2, for: "b", now: Self.at(1)) == .write(at: Self.at(1)))
    }

    @Test("stay within the bound at any rate")
    func bound() {
        var buffer = Buffer(interval: .seconds(10))
        var due: ContinuousClock.Instant?
        var writes = 0
        for tick in 0..<20_000 {
            let now = Self.at(Double(tick) / 200)
            if let moment = due, moment <= now {
                #expect(buffer.take("a", now: now).count <= 8)
                writes += 1
                due = nil
            }
            if case .write(let moment) = buffer.add(tick, for: "a", now: now) { due = moment }
        }
        #expect(writes == 10, "100 s at 200 a second")
    }

    @Test("that could not be written come first the next time")
    func putBack() {
        var buffer = Buffer(interval: .seconds(10))
        _ = buffer.add(1, for: "a", now: Self.at(0))
        let items = buffer.take("a", now: Self.at(0))
        #expect(buffer.putBack(items, for: "a", now: Self.at(1)) == .write(at: Self.at(11)))
        #expect(buffer.add(2, for: "a", now: Self.at(2)) == .wait)
        #expect(buffer.take("a", now: Self.at(11)) == [1, 2])
    }

    @Test("leave nothing behind when a run is silent")
    func idle() {
        var buffer = Buffer(interval: .seconds(10))
        _ = buffer.add(1, for: "a", now: Self.at(0))
        _ = buffer.take("a", now: Self.at(0))
        buffer.forgetIdle(now: Self.at(5))
        #expect(buffer.count == 1)
        buffer.forgetIdle(now: Self.at(10))
        #expect(buffer.count == 0)
    }
}
