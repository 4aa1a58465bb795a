import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomCallbacks

@Suite("The status that a trainer reports")
struct TrainerStatusTests {
    static func heartbeat(_ progress: Double, _ metrics: JSONValue = [:]) throws -> TrainerReport {
        try TrainerReport(.heartbeat, ["progress": .number(progress), "metrics": metrics])
    }

    @Test("estimates the end from the pace of the current attempt")
    func estimate() throws {
        var status = TrainerStatus()
        status = try status.applying(Self.heartbeat(60), attempt: 2, at: .noon)
        #expect(status.estimatedCompletionTime == nil)
        status = try status.applying(Self.heartbeat(70), attempt: 2, at: .noon.adding(50))
        #expect(status.estimatedCompletionTime == .noon.adding(200))
        status = try status.applying(Self.heartbeat(70), attempt: 3, at: .noon.adding(100))
        #expect(status.estimatedCompletionTime == nil)
    }

    @Test("has no estimate once the trainer is done")
    func done() throws {
        var status = TrainerStatus()
        status = try status.applying(Self.heartbeat(10), attempt: 1, at: .noon)
        status = try status.applying(Self.heartbeat(20), attempt: 1, at: .noon.adding(10))
        status = try status.applying(
            TrainerReport(.done, ["status": "succeeded"]),
            attempt: 1,
            at: .noon.adding(11)
        )
        #expect(status.estimatedCompletionTime == nil)
        status = try status.applying(Self.heartbeat(20), attempt: 1, at: .noon.adding(12))
        #expect(status.progress == 100 && status.estimatedCompletionTime == nil)
    }

    @Test("continues after a failure that the trainer reported because it was suspended")
    func doneBeforeSuspension() throws {
        let done = try TrainerReport(.done, ["status": "failed", "error": "told to end"])
        var status = TrainerStatus().applying(done, attempt: 1, at: .noon)
        status = try status.applying(Self.heartbeat(20), attempt: 1, at: .noon.adding(100))
        #expect(status.progress == 20)
    }

    @Test("replaces a heartbeat whose timestamp is from a clock that was ahead")
    func clockAhead() throws {
        var status = try TrainerStatus().applying(Self.heartbeat(10), attempt: 1, at: .noon.adding(3600))
        status = try status.applying(Self.heartbeat(20), attempt: 1, at: .noon)
        #expect(status.lastHeartbeat == .noon)
    }

    @Test(
        "is not changed by a heartbeat older than the last one, unless the last one's clock was ahead",
        arguments: [
            (-10, 0, true), (-10_000, 0, true), (-30, -30, true), (-100, -100, false), (0, 0, false), (5, 5, false),
        ]
            as [(Double, Double, Bool)]
    )
    func late(heartbeat: Double, now: Double, isLate: Bool) throws {
        let status = try TrainerStatus().applying(Self.heartbeat(20), attempt: 1, at: .noon)
        #expect(status.isHeard(after: .noon.adding(heartbeat), now: .noon.adding(now)) == isLate)
    }

    @Test(
        "shows one metric first",
        arguments: [
            (["loss": 0.5, "accuracy": 0.93127], nil, "accuracy=0.9312"),
            (["metrics/mAP50(B)": 0.5, "metrics/mAP50-95(B)": 0.25], nil, "metrics/mAP50-95(B)=0.25"),
            (["train_loss": 0.5, "val_loss": 0.75, "lr": 1], nil, "val_loss=0.75"),
            (["val_mape": 9, "accumulation_steps": 4, "valLoss": 2], nil, "valLoss=2"),
            (["mIoU": 0.5, "top1_acc": 0.75], nil, "top1_acc=0.75"),
            (["F1-score": 0.5, "grad": 2], nil, "F1-score=0.5"),
            (["b": 2, "a": 1], nil, "a=1"), (["loss": .number(.nan)], nil, "loss=NaN"),
            (["iou_class_00": 0.25, "iou_class_01": 0.5, "mean_iou": 0.75], nil, "mean_iou=0.75"),
            (["iou": ["cat": 0.25, "mIoU": 0.75]], nil, "iou.mIoU=0.75"),
            (["iou": ["cat": 0.25]], "iou.cat", "iou.cat=0.25"),
            (["train_accuracy": 0.5, "val_accuracy": 0.25], nil, "val_accuracy=0.25"),
            (["loss": 0.5, "psnr": 31], "psnr", "psnr=31"),
            (["loss": 0.5], "psnr", nil), ([:], nil, nil),
        ] as [(JSONValue, String?, String?)]
    )
    func headline(metrics: JSONValue, wanted: String?, text: String?) throws {
        let status = try TrainerStatus().applying(
            Self.heartbeat(1, metrics),
            attempt: 1,
            wantedMetric: wanted,
            at: .noon
        )
        #expect(status.metric == text)
    }

    @Test(
        "has a best checkpoint if the report marks it, or else if it has the name that the layout prescribes",
        arguments: [
            ("s3://checkpoints/job-1/best.pt", nil, true), ("s3://checkpoints/job-1/best.pt", false, false),
            ("s3://checkpoints/job-1/last.pt", nil, false), ("s3://checkpoints/job-1/last.pt", true, true),
        ] as [(String, Bool?, Bool)]
    )
    func best(uri: String, said: Bool?, isBest: Bool) throws {
        var body: [String: JSONValue] = ["type": "checkpoint_saved", "uri": .string(uri)]
        body["best"] = said.map(JSONValue.bool)
        let status = try TrainerStatus().applying(
            TrainerReport(.event, .object(body)),
            attempt: 1,
            at: .noon
        )
        #expect((status.checkpoints?.best != nil) == isBest)
    }

    /// One metric for each of many classes, and those of the whole.
    static func perClass(_ count: Int, _ others: [String: JSONValue]) -> JSONValue {
        .object(others.merging((0..<count).map { ("iou_class_\($0)", .number(0.5)) }) { first, _ in first })
    }

    @Test("keeps the metric that is asked for, and those of the whole, when there are too many")
    func manyMetrics() throws {
        let metrics = Self.perClass(500, ["mean_iou": 0.75, "zeta": 1, "loss": 2, "weight_decay": 3])
        let report = try TrainerReport(.heartbeat, ["metrics": metrics], MetricSelection(wanted: "zeta"))
        let status = TrainerStatus().applying(report, attempt: 1, wantedMetric: "zeta", at: .noon)
        #expect(status.metrics.count == TrainerStatus.maxMetrics)
        #expect(status.metrics["mean_iou"] == "0.75" && status.metrics["loss"] == "2")
        #expect(status.metric == "zeta=1" && status.metrics["weight_decay"] == nil)
    }

    @Test("keeps the metrics of the last report and the one that is asked for, when there are too many with older ones")
    func freshMetrics() throws {
        func report(_ prefix: String, _ count: Int, _ more: [String: JSONValue] = [:]) throws -> TrainerReport {
            let metrics = more.merging((0..<count).map { ("\(prefix)\($0)", 1) }) { first, _ in first }
            return try TrainerReport(.heartbeat, ["metrics": .object(metrics)])
        }
        var status = TrainerStatus()
        status = try status.applying(
            report("a", 100, ["psnr": 31, "loss": 1]),
            attempt: 1,
            wantedMetric: "psnr",
            at: .noon
        )
        status = try status.applying(report("b", 100), attempt: 1, wantedMetric: "psnr", at: .noon.adding(1))
        #expect(status.metrics.count == TrainerStatus.maxMetrics)
        #expect(status.metrics.keys.count { $0.hasPrefix("b") } == 100)
        #expect(status.metric == "psnr=31" && status.metrics["loss"] == "1")
    }

    @Test("keeps the first result of an attempt, and its progress, whatever is reported after it")
    func oneResult() throws {
        let done = try TrainerReport(.done, ["status": "succeeded", "final_metrics": ["accuracy": 0.5]])
        let first = TrainerStatus().applying(done, attempt: 1, at: .noon)
        let failed = try TrainerReport(.done, ["status": "failed", "error": "x"])
        let event = try TrainerReport(.event, ["type": "checkpoint_saved", "uri": "s3://c/a.pt", "progress": 3])
        #expect(first.contradicts(failed, attempt: 1, at: .noon.adding(9000)))
        #expect(!first.contradicts(done, attempt: 1, at: .noon.adding(9000)))
        #expect(!first.contradicts(failed, attempt: 2, at: .noon))
        let later = first.applying(failed, attempt: 1, at: .noon.adding(1)).applying(
            event,
            attempt: 1,
            at: .noon.adding(2)
        )
        #expect(later.result == first.result && later.progress == 100)
        #expect(later.checkpoints?.latest?.uri == "s3://c/a.pt")
    }
}
