import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

/// A problem of a data set or a container that ends a run with a message.
struct TrainingTrouble: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let spec: JSONValue
    var keys = TestEnvironment.storageKeys
    let reason: String
    let words: String

    private static func check(_ id: String, at endpoint: String? = TestEnvironment.storage) -> JSONValue {
        Trainer.spec(
            "--epochs=1",
            more: [
                "storage": Trainer.storage(at: endpoint),
                "dataset": ["id": .string(id), "verify": [:]],
            ]
        )
    }

    static let all = [
        TrainingTrouble(
            testDescription: "a data set that does not exist",
            spec: check("missing"),
            reason: "DatasetNotFound",
            words: "s3://datasets/missing/data.zip"
        ),
        TrainingTrouble(
            testDescription: "a truncated archive",
            spec: check("truncated"),
            reason: "DatasetCorrupt",
            words: "s3://datasets/truncated/data.zip"
        ),
        TrainingTrouble(
            testDescription: "a wrong secret key",
            spec: check("sound"),
            keys: .init(id: TestEnvironment.storageKeys.id, secret: "wrong"),
            reason: "InvalidCredentials",
            words: "the secret access key does not belong to"
        ),
        TrainingTrouble(
            testDescription: "keys without permission to read",
            spec: check("sound"),
            keys: TestEnvironment.strangerKeys,
            reason: "AccessDenied",
            words: "s3://datasets/sound/data.zip"
        ),
        TrainingTrouble(
            testDescription: "a storage endpoint without a server",
            spec: check("sound", at: "http://127.0.0.1:9"),
            reason: "StorageUnreachable",
            words: "127.0.0.1:9"
        ),
        TrainingTrouble(
            testDescription: "a trainer that is killed",
            spec: Workload.shell("sleep 60 & kill -9 $!; wait $!"),
            reason: "Error",
            words: "SIGKILL"
        ),
    ]
}

extension TrainingTests {
    struct `On the run stands` {
        @Test(arguments: TrainingTrouble.all)
        func `the reason for its end, with what to do`(trouble: TrainingTrouble) async throws {
            try await withNamespace { namespace in
                try await namespace.createStorageSecret(trouble.keys)
                try await namespace.create(TrainingRun.resource, "run", ["spec": trouble.spec])
                let run = try await namespace.waitForEnd(of: "run")
                let status = try #require(run.status)
                #expect(status.phase == .failed)
                #expect(status.history.map(\.reason) == [trouble.reason])
                #expect(status.message?.contains(trouble.words) == true, "\(status.message ?? "")")
                #expect(status.conditions["Succeeded"]?.reason == trouble.reason)
            }
        }
    }
}
