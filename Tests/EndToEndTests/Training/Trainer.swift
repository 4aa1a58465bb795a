import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

/// Specs of the sample trainer, which learns to read digits.
enum Trainer {
    /// The name of the Secret with the storage's keys.
    static let secret = "store"

    /// A run of the trainer with these options.
    static func spec(_ options: String..., more: [String: JSONValue] = [:]) -> JSONValue {
        let base: JSONValue = [
            "image": .string(Workload.image), "command": ["workload", "train"],
            "args": .array(options.map(JSONValue.string)),
            "resources": ["requests": ["cpu": "10m", "memory": "64Mi"], "limits": ["memory": "256Mi"]],
        ]
        return base.with(more)
    }

    /// The storage of the tests, or one at another address.
    static func storage(at endpoint: String? = TestEnvironment.storage) -> JSONValue {
        [
            "type": "minio", "endpoint": .string(endpoint ?? ""),
            "credentialsSecretRef": ["name": .string(secret)],
        ]
    }
}

extension TestNamespace {
    /// Creates the Secret with the storage's keys.
    func createStorageSecret(_ keys: TestEnvironment.Keys = TestEnvironment.storageKeys) async throws {
        try await create(
            SecretApply.resource,
            Trainer.secret,
            ["stringData": ["accessKeyID": .string(keys.id), "secretAccessKey": .string(keys.secret)]]
        )
    }

    /// Waits until a run has ended.
    func waitForEnd(of name: String, within limit: Duration = .seconds(150)) async throws -> TrainingRun {
        try await wait(for: TrainingRun.self, name, "has ended", within: limit) {
            $0.status?.completionTime != nil
        }
    }
}
