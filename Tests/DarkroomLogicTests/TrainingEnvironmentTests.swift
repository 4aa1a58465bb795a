import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("A trainer's environment has")
struct TrainingEnvironmentTests {
    static let configuration = OperatorConfiguration(
        training: TrainingSettings(
            frameworks: ["timm": "registry.example/trainer-timm:1"],
            mlflowTrackingURI: "http://mlflow.example:5000",
            callbacks: .init(baseURL: "http://darkroom.example:9000/")
        )
    )

    /// Variables by name: values, and references as `secret:key`.
    static func variables(
        _ run: TrainingRun,
        _ configuration: OperatorConfiguration = configuration
    ) throws -> [String: String] {
        let body = try #require(ChildRenderer.render(run, configuration).children.first).body
        let list = body["spec"]?["template"]?["spec"]?["containers"]?[0]?["env"]?.arrayValue ?? []
        return Dictionary(
            uniqueKeysWithValues: list.map { variable in
                let reference = variable["valueFrom"]?["secretKeyRef"]
                let text = reference.map {
                    "\($0["name"]?.stringValue ?? ""):\($0["key"]?.stringValue ?? "")"
                }
                return (variable["name"]?.stringValue ?? "", variable["value"]?.stringValue ?? text ?? "")
            }
        )
    }

    @Test("the run's identity, model, data set and hyperparameters")
    func identity() throws {
        let run = TrainingRun.sample {
            $0.taskType = "classification"
            $0.dataset = TrainingDataset(id: "digits-7")
            $0.hyperparameters = [
                "learningRate": 0.001, "img-size": 640, "augment": true, "opt": "$(JOB_ID)",
            ]
        }
        let values = try Self.variables(run)
        #expect(values["JOB_ID"] == run.metadata.uid)
        #expect(values["TRACE_ID"] == "0a1b2c3d00004000800000000000000f")
        #expect(values["MODEL_NAME"] == "digits")
        #expect(values["TASK_TYPE"] == "classification")
        #expect(values["DATASET_ID"] == "digits-7")
        #expect(values["HP_LEARNING_RATE"] == "0.001")
        #expect(values["HP_IMG_SIZE"] == "640")
        #expect(values["HP_AUGMENT"] == "true")
        #expect(values["HP_OPT"] == "$$(JOB_ID)")
        #expect(
            values["HYPERPARAMETERS"]
                == #"{"augment":true,"img-size":640,"learningRate":0.001,"opt":"$$(JOB_ID)"}"#
        )
    }

    @Test(
        "the trace id of the annotation, if it is valid",
        arguments: [
            ("abc-123", "abc-123"), ("a b", nil), ("", nil), ("ö", nil),
            (
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "4bf92f3577b34da6a3ce929d0e0e4736"
            ),
            (
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01"
            ),
        ] as [(String, String?)]
    )
    func traceID(annotation: String, expected: String?) throws {
        var run = TrainingRun.sample()
        run.metadata.annotations = [DarkroomAnnotation.traceID: annotation]
        #expect(try Self.variables(run)["TRACE_ID"] == expected ?? "0a1b2c3d00004000800000000000000f")
    }

    @Test("the recorded trace id, whatever the annotation says later")
    func recordedTraceID() throws {
        var simulation = Simulation(TrainingRun.sample())
        simulation.object.metadata.annotations = [DarkroomAnnotation.traceID: "first"]
        try simulation.settle()
        simulation.object.metadata.annotations = [DarkroomAnnotation.traceID: "second"]
        #expect(try simulation.settle().isEmpty)
        #expect(simulation.object.status?.traceID == "first")
        try simulation.deleteChildren()
        try simulation.settle()
        let job = simulation.cluster.object(JobView.resource, TrainingRunPlanner.jobName(for: simulation.object))
        let environment = job?["spec"]?["template"]?["spec"]?["containers"]?[0]?["env"]?.arrayValue ?? []
        #expect(environment.contains(["name": "TRACE_ID", "value": "first"]))
    }

    @Test("the address for reports, under both names, and a token from a Secret")
    func callbacks() throws {
        let run = TrainingRun.sample()
        let values = try Self.variables(run)
        #expect(values["BACKEND_BASE_URL"] == "http://darkroom.example:9000")
        #expect(values["CALLBACK_URL"] == "http://darkroom.example:9000")
        #expect(values["CALLBACK_TOKEN"] == "\(TrainingRunPlanner.jobName(for: run))-callback:token")
    }

    @Test(
        "the seconds that it has to save its work, which are those that its pod gets",
        arguments: [(nil, "30", nil), (600, "600", 600)] as [(Int?, String, Int64?)]
    )
    func grace(seconds: Int?, text: String, ofPod: Int64?) throws {
        let run = TrainingRun.sample { $0.checkpoints.graceSeconds = seconds }
        #expect(try Self.variables(run)["CHECKPOINT_GRACE_SECONDS"] == text)
        let body = try #require(ChildRenderer.render(run, OperatorConfiguration()).children.first).body
        let period = body["spec"]?["template"]?["spec"]?["terminationGracePeriodSeconds"]
        #expect(period == ofPod.map(JSONValue.integer))
    }

    @Test("the address and the token's file that Kubeflow's trainers read, unless the run sets its own")
    func kubeflow() throws {
        let run = TrainingRun.sample()
        let values = try Self.variables(run)
        let address = "http://darkroom.example:9000/v1/jobs/\(run.metadata.uid)/trainer-status"
        #expect(values["KUBEFLOW_TRAINER_SERVER_URL"] == address)
        let file = "/var/run/secrets/darkroom.dev/callback/token"
        #expect(values["KUBEFLOW_TRAINER_SERVER_TOKEN"] == file)
        let body = try #require(ChildRenderer.render(run, Self.configuration).children.first).body
        let pod = body["spec"]?["template"]?["spec"]
        let secret = "\(TrainingRunPlanner.jobName(for: run))-callback"
        let mount: JSONValue = [
            "name": "callback", "mountPath": "/var/run/secrets/darkroom.dev/callback", "readOnly": true,
        ]
        #expect(
            pod?["volumes"]?.arrayValue?.contains(["name": "callback", "secret": ["secretName": .string(secret)]])
                == true
        )
        #expect(pod?["containers"]?[0]?["volumeMounts"]?.arrayValue?.contains(mount) == true)

        let own = TrainingRun.sample {
            $0.env = [EnvironmentVariable(name: "KUBEFLOW_TRAINER_SERVER_URL", value: "http://mine")]
        }
        let others = try Self.variables(own).filter { $0.key.hasPrefix("KUBEFLOW") }
        #expect(others == ["KUBEFLOW_TRAINER_SERVER_URL": "http://mine"])
    }

    @Test("nothing about reports when there is no callback server")
    func noCallbacks() throws {
        let values = try Self.variables(TrainingRun.sample(), OperatorConfiguration())
        #expect(!values.keys.contains { $0.contains("CALLBACK") || $0.contains("BACKEND") || $0.contains("KUBEFLOW") })
    }

    @Test("the run's storage, with the keys only by reference")
    func storage() throws {
        let run = TrainingRun.sample {
            $0.storage = TrainingStorage(
                type: .minio,
                endpoint: "http://minio:9000",
                credentialsSecretRef: StorageCredentials(name: "keys", secretAccessKeyKey: "secret")
            )
        }
        let values = try Self.variables(run)
        #expect(values["STORAGE_TYPE"] == "minio")
        #expect(values["R2_ENDPOINT"] == "http://minio:9000")
        #expect(values["R2_ACCESS_KEY_ID"] == "keys:accessKeyID")
        #expect(values["R2_SECRET_ACCESS_KEY"] == "keys:secret")
        #expect(values["AWS_ACCESS_KEY_ID"] == "keys:accessKeyID")
        #expect(values["AWS_SECRET_ACCESS_KEY"] == "keys:secret")
        #expect(values["AWS_ENDPOINT_URL"] == "http://minio:9000")
    }

    @Test(
        "none of the AWS variables that the run sets itself, and no half of a pair of keys",
        arguments: [
            (["AWS_ACCESS_KEY_ID"], ["AWS_ENDPOINT_URL"]), (["AWS_SECRET_ACCESS_KEY"], ["AWS_ENDPOINT_URL"]),
            (["AWS_SESSION_TOKEN"], ["AWS_ENDPOINT_URL"]),
            (["AWS_ENDPOINT_URL"], ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]),
            (
                ["AWS_PROFILE"],
                ["AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
            ),
        ]
    )
    func ownKeys(own: [String], others: [String]) throws {
        let run = TrainingRun.sample {
            $0.storage = TrainingStorage(
                type: .minio,
                endpoint: "http://minio:9000",
                credentialsSecretRef: StorageCredentials(name: "keys")
            )
            $0.env = own.map { EnvironmentVariable(name: $0, value: "mine") }
        }
        #expect(ChildRenderer.render(run, Self.configuration).problems.isEmpty)
        let values = try Self.variables(run).filter { $0.key.hasPrefix("AWS_") }
        #expect(values.filter { $0.value == "mine" }.keys.sorted() == own)
        #expect(values.filter { $0.value != "mine" }.keys.sorted() == others)
    }

    @Test("no address of a store that is AWS itself, and no keys where the run has an identity in the cloud")
    func cloud() throws {
        let values = try Self.variables(TrainingRun.sample { $0.storage = TrainingStorage(type: .s3) })
        #expect(!values.keys.contains { $0.hasPrefix("AWS_") })
    }

    @Test("the MLflow experiment, with the run's name and tags that identify the run")
    func mlflow() throws {
        let run = TrainingRun.sample {
            $0.tracking.mlflow = MLflowTracking(experiment: "digits", tags: ["team": "vision"])
        }
        let values = try Self.variables(run)
        #expect(values["MLFLOW_TRACKING_URI"] == "http://mlflow.example:5000")
        #expect(values["MLFLOW_EXPERIMENT_NAME"] == "digits")
        #expect(values["MLFLOW_RUN_NAME"] == "digits")
        let tags = try #require(values["MLFLOW_TAGS"])
        #expect(tags.contains(#""team":"vision""#))
        #expect(tags.contains(#""darkroom.uid":"0a1b2c3d-0000-4000-8000-00000000000f""#))
    }

    @Test("nothing about MLflow when the spec does not ask for it")
    func noMLflow() throws {
        #expect(try !Self.variables(TrainingRun.sample()).keys.contains { $0.hasPrefix("MLFLOW") })
    }

    @Test(
        "no variable from the spec that Darkroom sets itself",
        arguments: ["JOB_ID", "CALLBACK_TOKEN", "BACKEND_BASE_URL", "HYPERPARAMETERS"]
    )
    func reserved(name: String) {
        let run = TrainingRun.sample { $0.env = [EnvironmentVariable(name: name, value: "mine")] }
        let problems = ChildRenderer.render(run, OperatorConfiguration()).problems
        #expect(problems.map(\.reason) == [.invalidEnvironment])
    }
}

@Suite("A TrainingRun's token")
struct TrainingTokenTests {
    struct PlainSigner: CallbackTokenSigner {
        func text(of token: CallbackToken, forRun uid: String) -> String {
            "attempt \(token.attempt) until \(token.expiry) for \(uid)"
        }
    }

    static func simulation() -> Simulation<TrainingRun> {
        var simulation = Simulation(TrainingRun.sample())
        simulation.configuration = TrainingEnvironmentTests.configuration
        simulation.tokens = PlainSigner()
        return simulation
    }

    @Test("is in a Secret that is created before the Job")
    func secretFirst() throws {
        var simulation = Self.simulation()
        #expect(try simulation.settle().verbs == ["create Secret", "create Job"])
        #expect(try simulation.settle().isEmpty)
        let name = TrainingRunPlanner.jobName(for: simulation.object) + "-callback"
        let secret = try #require(simulation.cluster.object(SecretApply.resource, name))
        #expect(
            secret["metadata"]?["ownerReferences"]?[0]?["uid"] == .string(simulation.object.metadata.uid)
        )
        let expiry = Timestamp.noon.adding(seconds: 90 * 86400)
        let token = "attempt 1 until \(expiry) for \(simulation.object.metadata.uid)"
        #expect(secret["data"]?["token"] == .string(Data(token.utf8).base64EncodedString()))
    }

    @Test("is missing when the API server rejects its Secret, and the run says so")
    func refusedSecret() throws {
        let simulation = Self.simulation()
        let refusal = ChildRejection(
            resource: SecretApply.resource,
            key: ObjectKey(
                namespace: simulation.object.metadata.namespace,
                name: TrainingRunPlanner.jobName(for: simulation.object) + "-callback"
            ),
            reason: "Forbidden",
            message: "exceeded quota"
        )
        let plan = try simulation.plan(rejections: [refusal])
        #expect(plan.writes.isEmpty)
        #expect(plan.status.message == "Forbidden: exceeded quota")
    }

    @Test("is new for every attempt")
    func perAttempt() throws {
        var simulation = Self.simulation()
        simulation.object.spec.retry.limit = 1
        try simulation.settle()
        try TrainingAttemptTests.fail(&simulation)
        simulation.pods = []
        simulation.now = .noon.adding(200)
        #expect(try simulation.settle().verbs == ["create Secret", "create Job"])
        let name = TrainingRunPlanner.jobName(for: simulation.object) + "-callback"
        #expect(simulation.cluster.object(SecretApply.resource, name) != nil)
    }
}

@Suite("A TrainingRun of a framework")
struct TrainingFrameworkTests {
    @Test("runs the image that the operator's configuration names")
    func image() throws {
        let run = TrainingRun.sample {
            $0.image = nil
            $0.framework = "timm"
        }
        let body = try #require(
            ChildRenderer.render(run, TrainingEnvironmentTests.configuration).children.first
        ).body
        #expect(
            body["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]
                == "registry.example/trainer-timm:1"
        )
    }

    @Test(
        "is not accepted without an image, or with two",
        arguments: [
            (nil, "jax", SpecProblem.Reason.unknownFramework, #"unknown framework "jax"; known frameworks are "timm""#),
            (nil, nil, .invalidImage, "exactly one of `image` and `framework`"),
            ("i", "timm", .invalidImage, "exactly one of `image` and `framework`"),
        ] as [(String?, String?, SpecProblem.Reason, String)]
    )
    func refused(image: String?, framework: String?, reason: SpecProblem.Reason, words: String) throws {
        let run = TrainingRun.sample {
            $0.image = image
            $0.framework = framework
        }
        let problems = ChildRenderer.render(run, TrainingEnvironmentTests.configuration).problems
        #expect(problems.map(\.reason) == [reason])
        #expect(problems.first?.message.contains(words) == true)
    }
}
