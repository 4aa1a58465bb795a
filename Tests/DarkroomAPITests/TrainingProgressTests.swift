import DarkroomAPI
import KubeCRD
import KubeCore
import Testing

@Suite("The progress of a TrainingRun")
struct TrainingProgressTests {
    @Test("is shown with a percent sign", arguments: [(0, "0%"), (40, "40%"), (100, "100%")])
    func percent(progress: Int, text: String) throws {
        let status = try JSONValue(encoding: TrainerStatus(progress: progress))
        #expect(status["percentDone"] == .string(text))
        #expect(status["progress"]?.integerValue == Int64(progress))
        let column = TrainingRun.definition.columns.first { $0.name == "Progress" }
        #expect(column?.jsonPath == ".status.percentDone")
    }

    @Test("is read as the number that earlier releases wrote")
    func number() throws {
        #expect(try decode(#"{"progress": 40}"#, as: TrainerStatus.self).progress == 40)
    }

    @Test("is absent before the trainer reports any")
    func none() throws {
        #expect(try JSONValue(encoding: TrainerStatus())["percentDone"] == nil)
    }

    @Test("has no empty map, which an API server that merges it could turn into null and then refuse")
    func noEmptyMap() throws {
        let saved = TrainingCheckpoint(uri: "s3://checkpoints/last.pt")
        let status = TrainerStatus(
            checkpoints: TrainingCheckpoints(latest: saved, best: saved),
            result: TrainingResult(status: .succeeded, attempt: 1)
        )
        let uri: JSONValue = ["uri": "s3://checkpoints/last.pt"]
        #expect(
            try JSONValue(encoding: status) == [
                "checkpoints": ["latest": uri, "best": uri], "result": ["status": "succeeded", "attempt": 1],
            ]
        )
    }

    @Test("of a run has its empty history, which is one value and no map of items")
    func emptyHistory() throws {
        #expect(try JSONValue(encoding: TrainingRunStatus())["history"] == [])
    }
}
