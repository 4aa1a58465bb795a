import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("A pod's diagnosis")
struct PodDiagnosisTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pod: @Sendable () throws -> PodView
        let reason: String
        let message: String

        init(
            _ name: String,
            _ reason: String,
            _ message: String,
            _ pod: @escaping @Sendable () throws -> PodView
        ) {
            testDescription = name
            self.reason = reason
            self.message = message
            self.pod = pod
        }
    }

    static func waiting(_ reason: String, _ message: String) -> JSONValue {
        ["waiting": ["reason": .string(reason), "message": .string(message)]]
    }

    static func terminated(_ code: Int64, _ reason: String, _ message: String? = nil) -> JSONValue {
        [
            "terminated": [
                "exitCode": .integer(code), "reason": .string(reason),
                "message": message.map(JSONValue.string) ?? nil,
            ]
        ]
    }

    static let toolReport = #"{"reason":"ModelNotFound","message":"s3://a/b does not exist"}"#

    static let examples = [
        Example(
            "says what one of Darkroom's tools says",
            "ModelNotFound",
            "container fetch-model: s3://a/b does not exist"
        ) {
            try .container("fetch-model", phase: "Pending", state: terminated(66, "Error", toolReport))
        },
        Example(
            "says the same while the tool is tried again",
            "ModelNotFound",
            "container fetch-model: s3://a/b does not exist"
        ) {
            try .container(
                "fetch-model",
                phase: "Pending",
                state: waiting("CrashLoopBackOff", "back-off 10s"),
                lastState: terminated(66, "Error", toolReport)
            )
        },
        Example(
            "keeps the scheduler's words",
            "Unschedulable",
            "0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) didn't match node selector."
        ) {
            try .unschedulable(
                "0/2 nodes are available: 1 Insufficient nvidia.com/gpu, 1 node(s) didn't match node selector."
            )
        },
        Example(
            "names the image that cannot be pulled",
            "ImagePullBackOff",
            "container c: Back-off pulling image \"x:1\""
        ) {
            try .container(
                "c",
                phase: "Pending",
                state: waiting("ImagePullBackOff", "Back-off pulling image \"x:1\"")
            )
        },
        Example("reports an invalid image name", "InvalidImageName", "container c: couldn't parse image") {
            try .container("c", phase: "Pending", state: waiting("InvalidImageName", "couldn't parse image"))
        },
        Example(
            "names the Secret that is missing",
            "CreateContainerConfigError",
            "container c: secret \"s3\" not found"
        ) {
            try .container(
                "c",
                phase: "Pending",
                state: waiting("CreateContainerConfigError", "secret \"s3\" not found")
            )
        },
        Example("knows reasons of future releases", "SomethingNew", "container c: it broke") {
            try .container("c", phase: "Pending", state: waiting("SomethingNew", "it broke"))
        },
        Example(
            "tells how a crashing container ended",
            "CrashLoopBackOff",
            "Error: container c ended with exit code 7: no such model (3 restarts)"
        ) {
            try .container(
                "c",
                phase: "Running",
                state: waiting("CrashLoopBackOff", "back-off 5m0s restarting"),
                lastState: terminated(7, "Error", "no such model")
            )
        },
        Example("reports that memory ran out", "OOMKilled", "container c ran out of memory (exit code 137)") {
            try .container("c", phase: "Failed", state: terminated(137, "OOMKilled"))
        },
        Example("reports the exit code", "Error", "container c ended with exit code 2") {
            try .container("c", phase: "Failed", state: terminated(2, "Error"))
        },
        Example("reports an eviction", "Evicted", "The node was low on resource: memory.") {
            try .sample(
                node: "gpu-1",
                status: [
                    "phase": "Failed", "reason": "Evicted",
                    "message": "The node was low on resource: memory.",
                ]
            )
        },
        Example("reports a node that stopped answering", "NodeLost", "gpu-1 does not answer") {
            try .sample(
                node: "gpu-1",
                status: [
                    "phase": "Running",
                    "conditions": [
                        ["type": "Ready", "status": "False"], ["type": "ContainersReady", "status": "True"],
                    ],
                    "containerStatuses": [["name": "c", "state": ["running": [:]]]],
                ]
            )
        },
        Example("reports a lost node", "NodeLost", "gpu-1 does not answer") {
            try .sample(node: "gpu-1", status: ["phase": "Unknown"])
        },
    ]

    @Test("says what is wrong", arguments: examples)
    func diagnosis(example: Example) throws {
        let found = try #require(PodDiagnosis(example.pod()))
        #expect(found.reason == example.reason)
        #expect(found.message == example.message)
    }

    @Test(
        "is nil while nothing is wrong",
        arguments: [
            ["phase": "Pending"],
            ["phase": "Running", "containerStatuses": [["name": "c", "state": ["running": [:]]]]],
            [
                "phase": "Pending",
                "containerStatuses": [["name": "c", "state": ["waiting": ["reason": "ContainerCreating"]]]],
            ],
            [
                "phase": "Succeeded",
                "containerStatuses": [
                    ["name": "c", "state": ["terminated": ["exitCode": 0, "reason": "Completed"]]]
                ],
            ],
            ["phase": "Whatever", "containerStatuses": nil, "conditions": nil],
            nil,
        ] as [JSONValue]
    )
    func silence(status: JSONValue) throws {
        #expect(try PodDiagnosis(.sample(status: status)) == nil)
    }

    @Test("describes the worst of several problems, and the newest of equal ones")
    func severity() throws {
        let waits = try PodView.unschedulable("no room")
        let old = try PodView.container("c", pod: "old", phase: "Failed", state: Self.terminated(1, "Error"))
        let new = try PodView.container(
            "c",
            pod: "new",
            phase: "Failed",
            createdAfter: 9,
            state: Self.terminated(2, "Error")
        )
        let broken = try PodView.container("c", phase: "Pending", state: Self.waiting("ErrImagePull", "gone"))
        #expect(PodDiagnosis.of([waits, old, new])?.message == "container c ended with exit code 2")
        #expect(PodDiagnosis.of([old, new, broken, waits])?.reason == "ErrImagePull")
        #expect(PodDiagnosis.of([]) == nil)
    }

    @Test("quotes a program's last output as one short, harmless line")
    func lastWords() throws {
        let words = "first\nsecond\u{202E}\u{7}" + String(repeating: "x", count: 5000)
        let pod = try PodView.container("c", phase: "Failed", state: Self.terminated(1, "Error", words))
        let message = try #require(PodDiagnosis(pod)?.message)
        #expect(message.hasPrefix("container c ended with exit code 1: first second  xxx"))
        #expect(message.count < 300)
    }
}
