import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("An InferenceService with a model")
struct InferenceModelTests {
    static let image = "registry.example/darkroom:1"
    static let keys = StorageCredentials(name: "keys")

    static func simulation(
        _ model: InferenceModel,
        _ change: (inout InferenceServiceSpec) -> Void = { _ in }
    ) throws -> Simulation<InferenceService> {
        var simulation = Simulation(
            InferenceService.sample {
                $0.model = model
                change(&$0)
            }
        )
        simulation.configuration.pods.toolImage = image
        try simulation.settle()
        return simulation
    }

    static func template(_ simulation: Simulation<InferenceService>) throws -> JSONValue {
        try #require(simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]?["template"])
    }

    /// Sets the pods, each with a version of the model as its label, or with the current version of the Deployment.
    static func pod(
        _ name: String,
        of simulation: Simulation<InferenceService>,
        version: String? = nil,
        isReady: Bool = true,
        status: JSONValue = [:]
    ) throws -> PodView {
        let metadata = try template(simulation)["metadata"]
        let present = metadata?["labels"]?["darkroom.dev/model-version"]?.stringValue
        let model = metadata?["annotations"]?["darkroom.dev/model"]?.stringValue
        let ready: JSONValue = ["type": "Ready", "status": isReady ? "True" : "False"]
        let ordinary: JSONValue = ["phase": "Running", "conditions": [ready]]
        return try .sample(
            name,
            node: "gpu-1",
            labels: ["darkroom.dev/model-version": version ?? present ?? ""],
            annotations: version == nil ? model.map { ["darkroom.dev/model": $0] } ?? [:] : [:],
            status: ordinary.merged(with: status)
        )
    }

    @Test("on a volume mounts it read-only and copies nothing")
    func volume() throws {
        var model = InferenceModel(pvc: ModelVolume(claimName: "models", subPath: "qwen/v2"))
        model.mountPath = "/weights"
        let pod = try Self.template(try Self.simulation(model))["spec"]
        #expect(
            pod?["volumes"]?[0]
                == ["name": "model", "persistentVolumeClaim": ["claimName": "models", "readOnly": true]]
        )
        let server = pod?["containers"]?[0]
        #expect(
            server?["volumeMounts"]?[0]
                == ["name": "model", "mountPath": "/weights", "subPath": "qwen/v2", "readOnly": true]
        )
        #expect(server?["env"] == [["name": "MODEL_PATH", "value": "/weights"]])
        #expect(pod?["initContainers"] == nil)
    }

    @Test("at a URI fetches it first, in a container that is the only one with the credentials")
    func fetch() throws {
        let storage = ObjectStore(type: .minio, endpoint: "http://minio:9000", credentialsSecretRef: Self.keys)
        let simulation = try Self.simulation(InferenceModel(uri: "s3://models/sam/fast.pt", storage: storage)) {
            $0.accelerator = AcceleratorRequest(class: "t4")
            $0.resources = ComputeResources(requests: ["cpu": "1"], limits: ["memory": "4Gi"])
        }
        let pod = try Self.template(simulation)["spec"]
        let fetcher = try #require(pod?["initContainers"]?[0])
        #expect(fetcher["image"] == .string(Self.image))
        #expect(
            fetcher["args"]
                == ["tool", "fetch-model", "s3://models/sam/fast.pt", "--directory", "/models", "--name", "fast.pt"]
        )
        #expect(
            fetcher["env"] == [
                ["name": "STORAGE_TYPE", "value": "minio"], ["name": "R2_ENDPOINT", "value": "http://minio:9000"],
                [
                    "name": "R2_ACCESS_KEY_ID",
                    "valueFrom": ["secretKeyRef": ["name": "keys", "key": "accessKeyID"]],
                ],
                [
                    "name": "R2_SECRET_ACCESS_KEY",
                    "valueFrom": ["secretKeyRef": ["name": "keys", "key": "secretAccessKey"]],
                ],
                [
                    "name": "AWS_SESSION_TOKEN",
                    "valueFrom": ["secretKeyRef": ["name": "keys", "key": "sessionToken", "optional": true]],
                ],
            ]
        )
        #expect(fetcher["resources"] == ["requests": ["cpu": "1"], "limits": ["memory": "4Gi"]])
        #expect(fetcher["securityContext"]?["allowPrivilegeEscalation"] == false)
        #expect(fetcher["volumeMounts"] == [["name": "model", "mountPath": "/models"]])
        #expect(pod?["volumes"]?[0] == ["name": "model", "emptyDir": [:]])
        let server = pod?["containers"]?[0]
        #expect(server?["env"] == [["name": "MODEL_PATH", "value": "/models/fast.pt"]])
        #expect(server?["volumeMounts"]?[0] == ["name": "model", "mountPath": "/models", "readOnly": true])
    }

    @Test(
        "has a file name that stays in the directory",
        arguments: [
            ("https://models.example/a/best.pt?X-Amz-Signature=abc", "/models/best.pt"),
            ("https://models.example/", "/models/model"), ("https://models.example", "/models/model"),
            ("s3://bucket/..", "/models/model"), ("s3://bucket/a%2f..%2fb", "/models/model"),
            ("s3://bucket/.hidden", "/models/model"), ("s3://bucket/what?is#this", "/models/model"),
        ]
    )
    func fileName(uri: String, path: String) throws {
        let pod = try Self.template(try Self.simulation(InferenceModel(uri: uri)))["spec"]
        #expect(pod?["containers"]?[0]?["env"]?[0]?["value"] == .string(path))
    }

    @Test("names its version without the signature of its URL")
    func signature() throws {
        let model = InferenceModel(uri: "https://models.example/best.pt?X-Amz-Signature=abc")
        #expect(
            try Self.simulation(model).object.status?.model?.loading
                == ModelVersion(uri: "https://models.example/best.pt")
        )
    }

    @Test("replaces a pod only when its successor is ready, on accelerators too")
    func strategy() throws {
        let simulation = try Self.simulation(InferenceModel(uri: "s3://models/a.pt")) {
            $0.accelerator = AcceleratorRequest(class: "a100")
        }
        let spec = simulation.cluster.object(DeploymentView.resource, "segment")?["spec"]
        #expect(spec?["strategy"]?["rollingUpdate"] == ["maxSurge": 1, "maxUnavailable": 0])
    }

    @Test("reports its version while one replaces the other")
    func versions() throws {
        var simulation = try Self.simulation(InferenceModel(uri: "s3://models/a.pt"))
        #expect(simulation.object.status?.model == InferenceModelStatus(loading: ModelVersion(uri: "s3://models/a.pt")))
        #expect(simulation.object.status?.conditions["ModelReady"]?.reason == "Loading")

        let old = try Self.pod("old", of: simulation)
        simulation.pods = [old]
        try simulation.settle()
        #expect(simulation.object.status?.model == InferenceModelStatus(serving: ModelVersion(uri: "s3://models/a.pt")))
        #expect(simulation.object.status?.conditions["ModelReady"]?.status == .true)

        simulation.object.spec.model = InferenceModel(uri: "s3://models/b.pt")
        #expect(try simulation.settle().verbs == ["apply Deployment"])
        let versions = InferenceModelStatus(
            serving: ModelVersion(uri: "s3://models/a.pt"),
            loading: ModelVersion(uri: "s3://models/b.pt")
        )
        #expect(simulation.object.status?.model == versions)

        let new = try Self.pod("new", of: simulation)
        simulation.pods = [old, new]
        try simulation.settle()
        #expect(simulation.object.status?.model == versions)
        #expect(simulation.object.status?.conditions["ModelReady"]?.reason == "RollingOut")

        simulation.pods = [new]
        try simulation.settle()
        #expect(simulation.object.status?.model == InferenceModelStatus(serving: ModelVersion(uri: "s3://models/b.pt")))
        #expect(simulation.object.status?.conditions["ModelReady"]?.status == .true)
    }

    @Test("reports what is served when its model changed before the first one was loaded")
    func changedWhileLoading() throws {
        var simulation = try Self.simulation(InferenceModel(uri: "s3://models/a.pt"))
        let first = try Self.pod("first", of: simulation)
        simulation.object.spec.model = InferenceModel(uri: "s3://models/b.pt")
        try simulation.settle()
        simulation.pods = [first]
        try simulation.settle()
        let versions = InferenceModelStatus(
            serving: ModelVersion(uri: "s3://models/a.pt"),
            loading: ModelVersion(uri: "s3://models/b.pt")
        )
        #expect(simulation.object.status?.model == versions)
    }

    @Test("keeps its version when the next one fails to load, and reports why")
    func loadFailure() throws {
        var simulation = try Self.simulation(InferenceModel(uri: "s3://models/a.pt"))
        let old = try Self.pod("old", of: simulation)
        simulation.pods = [old]
        simulation.cluster.change(DeploymentView.resource, InferenceServicePlannerTests.status(ready: 1))
        try simulation.settle()
        simulation.object.spec.model = InferenceModel(uri: "s3://models/b.pt")
        try simulation.settle()
        let report = #"{"reason":"ModelNotFound","message":"s3://models/b.pt does not exist"}"#
        let waiting: JSONValue = ["waiting": ["reason": "CrashLoopBackOff", "message": "back-off"]]
        let ended: JSONValue = ["terminated": ["exitCode": 66, "reason": "Error", "message": .string(report)]]
        let fetcher: JSONValue = ["name": "fetch-model", "restartCount": 2, "state": waiting, "lastState": ended]
        simulation.pods = [
            old,
            try Self.pod(
                "new",
                of: simulation,
                isReady: false,
                status: ["phase": "Pending", "initContainerStatuses": [fetcher]]
            ),
        ]
        try simulation.settle()
        let status = try #require(simulation.object.status)
        #expect(status.phase == .ready)
        #expect(status.conditions["Ready"]?.status == .true)
        #expect(status.model?.serving == ModelVersion(uri: "s3://models/a.pt"))
        let condition = try #require(status.conditions["ModelReady"])
        #expect(condition.status == .false)
        #expect(condition.message.contains("s3://models/b.pt does not exist"))
        #expect(condition.message.contains("the previous version is served meanwhile, and is not scaled to zero"))
    }

    @Test("that is scaled to zero reports the model that it loaded last as loaded, and no newer one")
    func atZero() throws {
        var simulation = try Self.simulation(InferenceModel(uri: "s3://models/a.pt")) { $0.scaling.minReplicas = 0 }
        #expect(simulation.object.status?.conditions["ModelReady"]?.reason == "NotLoadedYet")
        simulation.cluster.change(DeploymentView.resource, ["spec": ["replicas": 1]])
        simulation.pods = [try Self.pod("one", of: simulation)]
        try simulation.settle()
        #expect(simulation.object.status?.conditions["ModelReady"]?.status == .true)
        simulation.pods = []
        simulation.cluster.change(DeploymentView.resource, ["spec": ["replicas": 0]])
        try simulation.settle()
        #expect(simulation.object.status?.conditions["ModelReady"]?.status == .true)
        simulation.object.spec.model = InferenceModel(uri: "s3://models/b.pt")
        try simulation.settle()
        #expect(simulation.object.status?.conditions["ModelReady"]?.status == .unknown)
        #expect(simulation.object.status?.model?.serving == ModelVersion(uri: "s3://models/b.pt"))
    }

    @Test("reports that the operator has no image to fetch it with")
    func noImage() throws {
        let plan = try Simulation(
            InferenceService.sample { $0.model = InferenceModel(uri: "s3://models/a.pt") }
        ).plan()
        #expect(plan.writes.isEmpty)
        #expect(try plan.condition(ConditionType.accepted).reason == "InvalidModel")
        #expect(plan.status.message?.contains("pods.toolImage") == true)
    }

    @Test("keeps its pods when Darkroom itself gets a new image")
    func upgrade() throws {
        var simulation = try Self.simulation(InferenceModel(uri: "s3://models/a.pt"))
        simulation.configuration.pods.toolImage = "registry.example/darkroom:2"
        #expect(try simulation.settle().isEmpty)
    }

    @Test("restores the location in the spec after another client changed it on the child")
    func drift() throws {
        var simulation = try Self.simulation(InferenceModel(uri: "s3://models/a.pt"))
        let other: JSONValue = ["name": "fetch-model", "image": .string(Self.image), "args": ["tool", "other"]]
        simulation.cluster.change(
            DeploymentView.resource,
            ["spec": ["template": ["spec": ["initContainers": [other]]]]]
        )
        #expect(try simulation.plan().writes.verbs == ["apply Deployment"])
    }

    @Test("rejects a variable that would lead its server elsewhere")
    func reserved() throws {
        let plan = try Self.simulation(InferenceModel(pvc: ModelVolume(claimName: "models"))) {
            $0.env = [EnvironmentVariable(name: "MODEL_PATH", value: "/etc")]
        }
        .plan()
        #expect(try plan.condition(ConditionType.accepted).reason == "InvalidEnvironment")
    }
}
