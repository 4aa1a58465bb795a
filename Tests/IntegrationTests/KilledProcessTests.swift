import ClusterTestSupport
import DarkroomAPI
import DarkroomCallbacks
import DarkroomLogic
import FoundationEssentials
import KubeCore
import Testing

extension IntegrationTests {
    @Suite(.enabled(if: TestEnvironment.hasAuditLog && TestEnvironment.program != nil, "run `make integration`"))
    struct `A process that is killed` {
        private static let runs = 50
        private static let epochs = 5
        private static let port = 18083

        @Test func `while 50 trainers send 200 heartbeats a second loses no event and no result`() async throws {
            try await withNamespace { namespace in
                let log = try AuditLog.fromNowOn()
                let (folder, keys) = try Self.keys()
                defer { try? FileManager.default.removeItem(atPath: folder) }
                var created: [ObjectMeta] = []
                for number in 0..<Self.runs {
                    created.append(try await namespace.create(.trainingRun, "run-\(number)"))
                }
                let server = "http://127.0.0.1:\(Self.port)"
                let trainers = created.map { run in
                    let token = CallbackToken(attempt: 1, expiry: Timestamp(Date(timeIntervalSinceNow: 600)))
                    return FakeTrainer(server: server, run: run, token: keys.text(of: token, forRun: run.uid))
                }
                let arguments = [
                    "callbacks", "--kubeconfig", try #require(TestEnvironment.operatorKubeconfig),
                    "--callback-keys", "\(folder)/keys", "--watch-namespace", namespace.name,
                    "--bind-address", "127.0.0.1", "--port", "\(Self.port)",
                ]
                let began = ContinuousClock.now
                let training = Task { try await Self.train(trainers) }
                defer { training.cancel() }
                for seconds in [5, 4] {
                    try await Program.whileRunning(arguments) { try await Task.sleep(for: .seconds(seconds)) }
                }
                try await Program.whileRunning(arguments) { try await training.value }
                let elapsed = (ContinuousClock.now - began).components.seconds

                for trainer in trainers {
                    let run = try #require(try await namespace.find(TrainingRun.self, trainer.run.name))
                    #expect(run.trainerStatus.result?.status == .succeeded)
                    #expect(run.trainerStatus.result?.metrics == ["epochs": "\(Self.epochs)"])
                    #expect(run.trainerStatus.checkpoints?.latest?.uri == trainer.checkpoint(Self.epochs))
                    #expect(run.trainerStatus.progress == 100)
                }
                // Each event and the end at once, heartbeats every ten seconds, and repeats after each start. A write
                // whose acknowledgement was lost with the process is sent again.
                let all = try log.operatorWrites(in: namespace.name).filter { $0.resource == "trainingruns" }
                let writes = all.filter { $0.responseStatus?.code == 200 }
                let bound = Self.runs * (Self.epochs + 1 + Int(elapsed) / 10 + 1 + 2 * 2)
                #expect(writes.count <= bound, "\(writes.count) writes in \(elapsed) s, more than \(bound)")
                #expect(all.count <= 2 * bound, "\(all.count) tries in \(elapsed) s")
            }
        }

        private static func train(_ trainers: [FakeTrainer]) async throws {
            try await withThrowingTaskGroup { group in
                for trainer in trainers {
                    group.addTask { try await trainer.train(epochs: epochs, pause: .milliseconds(250)) }
                }
                try await group.waitForAll()
            }
        }

        /// A folder with a file of keys, and the keys in it.
        private static func keys() throws -> (folder: String, keys: CallbackKeys) {
            let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let text = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/keys"))
            return (folder, try CallbackKeys(text: text))
        }
    }
}
