import ClusterTestSupport
import DarkroomAPI
import DarkroomCallbacks
import DarkroomLogic
import FoundationEssentials
import KubeCore
import Testing

extension TrainingTests {
    struct `Secrets stay where they are` {
        @Test func `a token that is forged, expired, truncated or of another run is refused and not logged`()
            async throws
        {
            try await withNamespace { namespace in
                let endless = Trainer.spec(more: ["command": ["sh", "-c", .string(Workload.endless)]])
                let run = try await namespace.create(TrainingRun.resource, "run", ["spec": endless])
                let other = try await namespace.create(TrainingRun.resource, "other", ["spec": endless])
                let token = try await Self.token(of: run, in: namespace)
                let expired = try Self.keys().text(
                    of: CallbackToken(attempt: 1, expiry: Timestamp(Date(timeIntervalSinceNow: -5))),
                    forRun: run.uid
                )
                let faults = [
                    "d1.1.4102444800.bm90LWEtcmVhbC1jb2Rl", expired, String(token.dropLast(7)),
                    try await Self.token(of: other, in: namespace),
                ]
                for fault in faults {
                    for (call, body) in [
                        ("heartbeat", "{}"), ("event", #"{"type":"x"}"#), ("done", #"{"status":"failed"}"#),
                    ] {
                        #expect(try await Curl.post(Self.url(run, call), bearer: fault, body) == 403)
                    }
                }
                #expect(try await Curl.post(Self.url(run, "heartbeat"), bearer: token, #"{"progress":1}"#) == 200)
                try await namespace.wait(for: TrainingRun.self, "run", "has the valid report") {
                    $0.trainerStatus.progress == 1
                }
                let found = try #require(try await namespace.find(TrainingRun.self, "run"))
                #expect(found.trainerStatus.result == nil)

                let log = try String(contentsOfFile: #require(TestEnvironment.callbackLog), encoding: .utf8)
                #expect(log.contains("token rejected"))
                for text in faults + [token] { #expect(!log.contains(text)) }
            }
        }

        @Test func `a storage key appears nowhere but in its Secret`() async throws {
            try await withNamespace { namespace in
                let canary = TestEnvironment.storageKeys.secret
                try await namespace.createStorageSecret()
                let spec = Trainer.spec(
                    "--epochs=2",
                    more: ["storage": Trainer.storage(), "dataset": ["id": "truncated", "verify": [:]]]
                )
                try await namespace.create(TrainingRun.resource, "unfit", ["spec": spec])
                let fit = Trainer.spec("--epochs=2", more: ["storage": Trainer.storage()])
                let run = try await namespace.create(TrainingRun.resource, "fit", ["spec": fit])
                #expect(try await namespace.waitForEnd(of: "fit").status?.phase == .succeeded)
                #expect(try await namespace.waitForEnd(of: "unfit").status?.phase == .failed)

                let kubectl = try Kubectl(namespace: namespace.name)
                let token = try await Self.token(of: run, in: namespace)
                let texts = [
                    try await kubectl("get", "trainingruns,jobs,pods,events", "--output=yaml"),
                    try await Self.log(of: "operator", kubectl),
                    try await Self.log(of: "gateway", kubectl),
                    try String(contentsOfFile: #require(TestEnvironment.callbackLog), encoding: .utf8),
                ]
                for text in texts {
                    #expect(!text.isEmpty)
                    #expect(!text.contains(canary) && !text.contains(token))
                }
            }
        }

        /// The end of a program's log: earlier tests have made the gateway write a line for each of many requests.
        private static func log(of component: String, _ kubectl: Kubectl) async throws -> String {
            try await kubectl(
                "logs",
                "--namespace=\(try #require(TestEnvironment.operatorNamespace))",
                "--selector=app.kubernetes.io/name=darkroom,app.kubernetes.io/component=\(component)",
                "--tail=2000"
            )
        }

        private static func url(_ run: ObjectMeta, _ call: String) throws -> String {
            "\(try #require(TestEnvironment.callbacks))/v1/jobs/\(run.uid)/\(call)"
        }

        private static func keys() throws -> CallbackKeys {
            let path = try #require(TestEnvironment.callbackKeys)
            return try CallbackKeys(text: String(contentsOfFile: path, encoding: .utf8))
        }

        /// The token of a run's first attempt, in the form that its trainer gets.
        private static func token(of run: ObjectMeta, in namespace: TestNamespace) async throws -> String {
            let kubectl = try Kubectl(namespace: namespace.name)
            let text = try await eventually(
                "\(run.name) has a token",
                look: {
                    try await kubectl(
                        "get",
                        "secrets",
                        "--selector=\(DarkroomLabel.uid)=\(run.uid)",
                        "--output=jsonpath={.items[*].data.token}"
                    )
                },
                until: { !$0.isEmpty }
            )
            return try String(decoding: #require(Data(base64Encoded: text)), as: UTF8.self)
        }
    }
}
