import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("A TrainingRun with dataset.verify")
struct DatasetCheckTests {
    static let configuration = OperatorConfiguration(pods: .init(toolImage: "registry.example/darkroom:1"))

    static func run(_ change: (inout TrainingRunSpec) -> Void = { _ in }) -> TrainingRun {
        .sample {
            $0.dataset = TrainingDataset(id: "digits", verify: DatasetChecks(minFiles: 2, expect: ["train/"]))
            $0.storage = TrainingStorage(
                type: .minio,
                endpoint: "http://minio:9000",
                credentialsSecretRef: StorageCredentials(name: "store")
            )
            $0.retry.limit = 3
            change(&$0)
        }
    }

    static func simulation() throws -> Simulation<TrainingRun> {
        var simulation = Simulation(run())
        simulation.configuration = configuration
        try simulation.settle()
        return simulation
    }

    /// A pod whose check is in `state`.
    static func pod(_ state: JSONValue, phase: String = "Pending") throws -> PodView {
        try .sample(
            node: "gpu-1",
            status: [
                "phase": .string(phase),
                "initContainerStatuses": [["name": "verify-dataset", "state": state]],
                "containerStatuses": [
                    ["name": "trainer", "state": ["waiting": ["reason": "PodInitializing"]]]
                ],
            ]
        )
    }

    static func ended(_ code: Int64, _ line: String) -> JSONValue {
        ["terminated": ["exitCode": .integer(code), "reason": "Error", "message": .string(line)]]
    }

    static func podSpec(_ run: TrainingRun, _ configuration: OperatorConfiguration = configuration) throws -> JSONValue
    {
        let body = try #require(ChildRenderer.render(run, configuration).children.first).body
        return try #require(body["spec"]?["template"]?["spec"])
    }

    @Test("has its data set checked before the trainer starts, with the same credentials and no token")
    func container() throws {
        let spec = try Self.podSpec(Self.run())
        let check = try #require(spec["initContainers"]?[0])
        #expect(check["image"] == "registry.example/darkroom:1")
        #expect(check["args"] == ["tool", "verify-dataset", "--min-files=2", "--expect=train/"])
        let variables = check["env"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
        #expect(
            variables == [
                "DATASET_ID", "STORAGE_TYPE", "R2_ENDPOINT", "R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
            ]
        )
        let keys = check["env"]?.arrayValue?.compactMap { $0["valueFrom"]?["secretKeyRef"]?["name"]?.stringValue }
        #expect(keys == ["store", "store", "store"])
        #expect(check["securityContext"] == spec["containers"]?[0]?["securityContext"])
    }

    @Test("mounts only the data sets of a volume for the check")
    func volume() throws {
        let spec = try Self.podSpec(
            Self.run { $0.storage = TrainingStorage(type: .local, claimName: "disk") }
        )
        let data: JSONValue = [
            "name": "storage", "mountPath": "/workspace/datasets", "subPath": "datasets", "readOnly": true,
        ]
        let volume: JSONValue = [
            "name": "storage", "persistentVolumeClaim": ["claimName": "disk", "readOnly": false],
        ]
        #expect(spec["volumes"]?[0] == volume)
        #expect(spec["initContainers"]?[0]?["volumeMounts"] == [data])
        #expect(
            spec["containers"]?[0]?["volumeMounts"] == [
                data, ["name": "storage", "mountPath": "/workspace/checkpoints", "subPath": "checkpoints"],
                ["name": "shared-memory", "mountPath": "/dev/shm"],
            ]
        )
    }

    @Test("is Validating while the check runs")
    func validating() throws {
        var simulation = try Self.simulation()
        simulation.pods = [try Self.pod(["running": ["startedAt": Timestamp.noon.json]])]
        try simulation.settle()
        #expect(simulation.object.status?.phase == .validating)
        #expect(simulation.object.status?.conditions["DatasetVerified"]?.status == .unknown)
    }

    @Test("continues when the check has passed")
    func passed() throws {
        var simulation = try Self.simulation()
        simulation.pods = [try Self.pod(Self.ended(0, #"{"reason":"DatasetVerified","message":"3 files"}"#))]
        try simulation.settle()
        #expect(simulation.object.status?.phase == .scheduling)
        let condition = simulation.object.status?.conditions["DatasetVerified"]
        #expect(condition?.status == .true && condition?.message == "3 files")
    }

    @Test(
        "fails at once when a retry cannot help, and tries again when it may",
        arguments: [
            ("DatasetNotFound", "", TrainingRunPhase.failed), ("InvalidCredentials", "", .failed),
            ("StorageUnreachable", #","retryable":true"#, .queued),
        ]
    )
    func unfit(reason: String, more: String, phase: TrainingRunPhase) throws {
        var simulation = try Self.simulation()
        let words = "s3://datasets/digits/data.zip does not exist; upload it"
        let line = #"{"message":"\#(words)","reason":"\#(reason)"\#(more)}"#
        simulation.pods = [try Self.pod(Self.ended(66, line), phase: "Failed")]
        simulation.cluster.change(JobView.resource, TrainingRunPlannerTests.failed("BackoffLimitExceeded"))
        try simulation.settle()
        let status = try #require(simulation.object.status)
        #expect(status.phase == phase)
        #expect(status.history.first?.reason == reason)
        let account = "\(reason): container verify-dataset: \(words)"
        #expect(status.message?.contains(account) == true)
        #expect(status.conditions["DatasetVerified"]?.reason == reason)
    }

    @Test("is not accepted without the settings that the check needs")
    func refused() throws {
        for (configuration, run, words) in [
            (OperatorConfiguration(), Self.run(), "pods.toolImage"),
            (Self.configuration, Self.run { $0.storage = nil }, "spec.storage"),
        ] {
            var simulation = Simulation(run)
            simulation.configuration = configuration
            #expect(try simulation.settle().isEmpty)
            let accepted = simulation.object.status?.conditions["Accepted"]
            #expect(accepted?.reason == "InvalidDataset")
            #expect(accepted?.message.contains(words) == true)
        }
    }
}
