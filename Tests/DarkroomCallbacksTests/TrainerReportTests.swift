import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomCallbacks

@Suite("A trainer's report")
struct TrainerReportTests {
    static func status(_ kind: TrainerReport.Kind, _ body: JSONValue) throws -> TrainerStatus {
        try TrainerStatus().applying(TrainerReport(kind, body), attempt: 2, at: .noon)
    }

    @Test("says how far the trainer is")
    func heartbeat() throws {
        let status = try Self.status(
            .heartbeat,
            ["epoch": 3, "progress": 30.4, "total_epochs": 10, "metrics": ["loss": 0.41, "n": 7]]
        )
        #expect(status.epoch == 3 && status.epochs == 10 && status.progress == 30)
        #expect(status.metrics == ["loss": "0.41", "n": "7"])
        #expect(status.lastHeartbeat == .noon)
    }

    @Test("leaves fields unchanged that it does not mention")
    func partial() throws {
        let first = try Self.status(.heartbeat, ["epoch": 3, "metrics": ["loss": 1]])
        let second = try first.applying(TrainerReport(.heartbeat, [:]), attempt: 2, at: .noon.adding(5))
        #expect(second.epoch == 3 && second.metrics == ["loss": "1"])
        #expect(second.lastHeartbeat == .noon.adding(5))
    }

    @Test("may contain unknown fields, which are not stored")
    func liberal() throws {
        let status = try Self.status(
            .heartbeat,
            [
                "epoch": "three", "progress": 1e300,
                "metrics": ["loss": "low", "ok": true, "deep": ["x": 1]],
                "password": "canary",
            ]
        )
        let origin = TrainingOrigin(attempt: 2, progress: 100, time: .noon)
        #expect(status == TrainerStatus(progress: 100, origin: origin, lastHeartbeat: .noon))
    }

    @Test(
        "has its metrics stored as decimal numbers",
        arguments: [
            (0.1, "0.1"), (1e-5, "0.00001"), (-2.5e-7, "-0.00000025"), (3.0, "3.0"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
        ]
    )
    func decimals(number: Double, text: String) throws {
        #expect(try Self.status(.heartbeat, ["metrics": ["m": .number(number)]]).metrics == ["m": text])
    }

    @Test("has its metrics stored up to the limit")
    func manyMetrics() throws {
        let names = (0..<1000).map { "metric-\($0)" + String(repeating: "x", count: 200) }
        let metrics = JSONValue.object(Dictionary(uniqueKeysWithValues: names.map { ($0, 1) }))
        let status = try Self.status(.heartbeat, ["metrics": metrics])
        #expect(status.metrics.count == TrainerStatus.maxMetrics)
        #expect(status.metrics.keys.allSatisfy { $0.count <= TrainerStatus.maxMetricName })
    }

    @Test("names a checkpoint, which may be the best so far")
    func checkpoint() throws {
        let best: JSONValue = [
            "type": "checkpoint_saved", "uri": "s3://c/3.pt", "epoch": 3, "metrics": ["loss": 0.4],
            "best": true,
        ]
        let first = try Self.status(.event, best)
        #expect(first.checkpoints?.latest?.uri == "s3://c/3.pt")
        #expect(first.checkpoints?.best?.metrics == ["loss": "0.4"])
        let next = try TrainerReport(.event, ["type": "checkpoint_saved", "uri": "s3://c/4.pt"])
        let second = first.applying(next, attempt: 2, at: .noon.adding(1))
        #expect(second.checkpoints?.latest?.uri == "s3://c/4.pt")
        #expect(second.checkpoints?.best?.uri == "s3://c/3.pt")
    }

    @Test("about another event counts as a heartbeat", arguments: ["started", "checkpoint_saved"])
    func otherEvent(type: String) throws {
        let status = try Self.status(.event, ["type": .string(type), "uri": "bad\nuri"])
        #expect(status == TrainerStatus(lastHeartbeat: .noon))
    }

    @Test("says how the training ended, and in which attempt")
    func done() throws {
        let status = try Self.status(.done, ["status": "succeeded", "final_metrics": ["accuracy": 0.97]])
        #expect(status.progress == 100)
        #expect(
            status.result
                == TrainingResult(
                    status: .succeeded,
                    attempt: 2,
                    metrics: ["accuracy": "0.97"],
                    time: .noon
                )
        )
        #expect(try Self.status(.done, ["status": "failed", "error": "boom"]).result?.error == "boom")
    }

    @Test(
        "is rejected when it is empty",
        arguments: [
            (TrainerReport.Kind.done, [:], "status must be succeeded or failed"),
            (.done, ["status": "maybe"], "status must be succeeded or failed"),
            (.event, ["uri": "s3://c"], "an event needs a type"),
            (.heartbeat, [1, 2], "must be a JSON object"),
        ] as [(TrainerReport.Kind, JSONValue, String)]
    )
    func rejected(kind: TrainerReport.Kind, body: JSONValue, words: String) {
        let problem = #expect(throws: TrainerReport.Problem.self) { try TrainerReport(kind, body) }
        #expect(problem?.description.contains(words) == true)
    }
}
