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
                "epoch": "three", "progress": "1e300",
                "metrics": ["loss": "low", "ok": true, "list": [1]],
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

    @Test(
        "has its metrics stored if they are not finite",
        arguments: [(Double.nan, "NaN"), (-.nan, "NaN"), (.infinity, "Infinity"), (-.infinity, "-Infinity")]
    )
    func notFinite(number: Double, text: String) throws {
        #expect(try Self.status(.heartbeat, ["metrics": ["m": .number(number)]]).metrics == ["m": text])
    }

    @Test(
        "may have numbers as text",
        arguments: [
            ("0.41", "0.41"), ("7", "7"), ("1e-5", "0.00001"), ("nan", "NaN"), ("-inf", "-Infinity"), ("40%", "40"),
            (" 40 % ", "40"), ("low", nil), ("", nil), ("%", nil), ("0x10", nil), ("1,5", nil),
        ] as [(String, String?)]
    )
    func text(sent: String, stored: String?) throws {
        let status = try Self.status(.heartbeat, ["metrics": ["m": .string(sent)]])
        #expect(status.metrics["m"] == stored)
    }

    @Test(
        "has progress and epoch read from text, within their bounds",
        arguments: [("40%", 40), ("30.9", 30), ("-5", 0), ("1e300", 100), ("NaN", nil), ("Infinity", nil)]
            as [(String, Int?)]
    )
    func progressText(sent: String, stored: Int?) throws {
        let status = try Self.status(.heartbeat, ["progress": .string(sent), "epoch": "3", "epochs": "10"])
        #expect(status.progress == stored && status.epoch == 3 && status.epochs == 10)
    }

    @Test("has nested metrics stored under the path of their names")
    func nested() throws {
        let status = try Self.status(
            .heartbeat,
            [
                "metrics": [
                    "iou": 0.5, "per_class": ["cat": 0.75, "dog": ["left": "NaN"], "list": [1, 2]], "empty": [:],
                ]
            ]
        )
        #expect(status.metrics == ["iou": "0.5", "per_class.cat": "0.75", "per_class.dog.left": "NaN"])
    }

    /// The example of Kubeflow's proposal, and what Hugging Face's Trainer calls its epoch.
    @Test("may come in Kubeflow's form", arguments: [("currentEpoch", "2"), ("current_epoch", "2.37")])
    func kubeflow(epoch: String, value: String) throws {
        let status = try Self.status(
            .trainerStatus,
            [
                "trainerStatus": [
                    "progressPercentage": 45, "estimatedRemainingSeconds": 795,
                    "metrics": [
                        ["name": "loss", "value": "0.2347"], ["name": "eval_loss", "value": "NaN"],
                        ["name": .string(epoch), "value": .string(value)], ["name": "totalEpochs", "value": "5"],
                        ["name": "note", "value": "text"], ["name": "nothing"], 7,
                    ],
                    "lastUpdatedTime": "2025-01-23T10:30:45Z",
                ]
            ]
        )
        #expect(status.progress == 45 && status.epoch == 2 && status.epochs == 5)
        #expect(status.metrics == ["loss": "0.2347", "eval_loss": "NaN", epoch: value, "totalEpochs": "5"])
        #expect(status.estimatedCompletionTime == .noon.adding(795) && status.lastHeartbeat == .noon)
    }

    @Test("has its metrics stored up to the limit, with names up to theirs")
    func manyMetrics() throws {
        let names = (0..<1000).map { "metric-\($0)" + String(repeating: "x", count: 200) }
        let metrics = JSONValue.object(Dictionary(uniqueKeysWithValues: names.map { ($0, 1) }))
        let status = try Self.status(.heartbeat, ["metrics": metrics])
        #expect(status.metrics.count == TrainerStatus.maxMetrics)
        #expect(status.metrics.keys.allSatisfy { $0.count <= TrainerStatus.maxMetricName })
        let longest = String(repeating: "x", count: TrainerStatus.maxMetricName)
        #expect(try Self.status(.heartbeat, ["metrics": [longest: 1]]).metrics == [longest: "1"])
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
            (.trainerStatus, ["progressPercentage": 3], "trainerStatus must be an object"),
        ] as [(TrainerReport.Kind, JSONValue, String)]
    )
    func rejected(kind: TrainerReport.Kind, body: JSONValue, words: String) {
        let problem = #expect(throws: TrainerReport.Problem.self) { try TrainerReport(kind, body) }
        #expect(problem?.description.contains(words) == true)
    }
}
