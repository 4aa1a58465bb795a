import ClusterTestSupport
import DarkroomAPI
import KubeCore
import Testing

/// A problem that prevents a container from running, or ends it.
struct Trouble: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let spec: JSONValue
    /// The possible reasons: the kubelet alternates between some of them.
    let names: [String]
    /// Further text that the message must contain.
    let words: String
    /// The phase of the run.
    let phase: TrainingRunPhase

    private static let secret: JSONValue = ["name": "nowhere", "key": "token"]

    static let all = [
        Trouble(
            testDescription: "an image that does not exist",
            spec: Workload.shell("true").with(["image": "localhost/nothing:1"]),
            names: ["ErrImagePull", "ImagePullBackOff"],
            words: "localhost/nothing:1",
            phase: .scheduling
        ),
        Trouble(
            testDescription: "a Secret that does not exist",
            spec: Workload.shell("true").with(["env": [["name": "TOKEN", "secretKeyRef": secret]]]),
            names: ["CreateContainerConfigError"],
            words: "nowhere",
            phase: .scheduling
        ),
        Trouble(
            testDescription: "a container that fails",
            spec: Workload.shell("exit 7"),
            names: ["Error"],
            words: "exit code 7",
            phase: .failed
        ),
        Trouble(
            testDescription: "a container that needs more memory than it may have",
            spec: Workload.shell("").with(["command": ["workload", "train", "--allocate-mb=400"]]),
            // A kubelet that checks after the container's end and before its cause is known reports only the signal.
            names: ["OOMKilled", "SIGKILL"],
            words: "memory",
            phase: .failed
        ),
        Trouble(
            testDescription: "a container that takes too long",
            spec: Workload.shell("sleep 60").with(["timeouts": ["runSeconds": 1]]),
            names: ["DeadlineExceeded"],
            words: "timeouts.runSeconds",
            phase: .failed
        ),
    ]
}

extension EndToEndTests {
    struct `On the custom resource stands` {
        @Test(arguments: Trouble.all)
        func `the problem of a run`(trouble: Trouble) async throws {
            try await withNamespace { namespace in
                try await namespace.create(TrainingRun.resource, "troubled", ["spec": trouble.spec])
                try await namespace.wait(
                    for: TrainingRun.self,
                    "troubled",
                    "says \(trouble.names) and is \(trouble.phase)",
                    within: .seconds(90)
                ) { run in
                    let message = run.status?.message ?? ""
                    return run.status?.phase == trouble.phase && message.contains(trouble.words)
                        && trouble.names.contains(where: message.contains)
                }
            }
        }

        @Test func `the problem of a step`() async throws {
            try await withNamespace { namespace in
                try await namespace.create(
                    ImagePipeline.resource,
                    "troubled",
                    ["spec": Workload.pipeline("exit 7")]
                )
                let pipeline = try await namespace.wait(
                    for: ImagePipeline.self,
                    "troubled",
                    "failed",
                    within: .seconds(90)
                ) { $0.status?.phase == .failed }
                let status = try #require(pipeline.status)
                #expect(status.message?.contains("step first") == true)
                #expect(status.message?.contains("exit code 7") == true)
                #expect(status.conditions["Succeeded"]?.status == .false)
                #expect(status.progress == "0/2")
            }
        }

        @Test func `the problem of a service`() async throws {
            try await withNamespace { namespace in
                try await namespace.create(
                    InferenceService.resource,
                    "troubled",
                    ["spec": Workload.service.with(["image": "localhost/nothing:1"])]
                )
                try await namespace.wait(for: InferenceService.self, "troubled", "names its image") { service in
                    let ready = service.status?.conditions["Ready"]
                    return ready?.status == .false && ready?.message.contains("localhost/nothing:1") == true
                }
            }
        }
    }
}
