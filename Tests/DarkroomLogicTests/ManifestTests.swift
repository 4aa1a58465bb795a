import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("The children of a custom resource")
struct ManifestTests {
    static let hostile = [
        "$(JOB_ID)", "$$(JOB_ID)", "$HOME", "$", "$$", "a$$$(b", "$(unclosed", "$é", "$$é", "$$$🎞",
        "line\nbreak", "\u{0}",
        "🜁 ünïcode",
        "'; rm -rf / #", "`id`", "\"quoted\"", String(repeating: "x", count: 4096), "",
    ]

    /// The kubelet's expansion of a string in a command, an argument or a value.
    /// Source: https://pkg.go.dev/k8s.io/kubernetes/third_party/forked/golang/expansion
    static func expanded(_ text: String, _ variables: [String: String]) -> String {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$"), let next = rest.first else {
                result.append(byte)
                continue
            }
            rest.removeFirst()
            if next == UInt8(ascii: "$") {
                result.append(next)
            } else if next == UInt8(ascii: "("), let end = rest.firstIndex(of: UInt8(ascii: ")")) {
                let name = String(decoding: rest[..<end], as: UTF8.self)
                result += (variables[name] ?? "$(\(name))").utf8
                rest = rest[(end + 1)...]
            } else {
                // One byte is read as one character here, which is wrong for anything but ASCII.
                result += [byte] + String(UnicodeScalar(next)).utf8
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    static func container(_ manifest: ChildManifest) throws -> JSONValue {
        let spec = manifest.body["spec"]
        return try #require(
            spec?["template"]?["spec"]?["containers"]?[0] ?? spec?["templates"]?[1]?["container"]
        )
    }

    static func renderings(_ change: (inout any Changeable) -> Void) throws -> [ChildManifest] {
        var specs: [any Changeable] = [
            TrainingRun.sample().spec, InferenceService.sample().spec, ImagePipeline.sample().spec.steps[0],
        ]
        for index in specs.indices { change(&specs[index]) }
        let configuration = OperatorConfiguration()
        return try specs.map { spec in
            let rendering =
                switch spec {
                case let spec as TrainingRunSpec:
                    ChildRenderer.render(TrainingRun.sample { $0 = spec }, configuration)
                case let spec as InferenceServiceSpec:
                    ChildRenderer.render(InferenceService.sample { $0 = spec }, configuration)
                case let step as ImagePipelineStep:
                    ChildRenderer.render(ImagePipeline.sample { $0.steps[0] = step }, configuration)
                default: Rendering(children: [], problems: [])
                }
            return try #require(rendering.children.first)
        }
    }

    @Test("pass strings on byte for byte", arguments: hostile)
    func byteIdentity(text: String) throws {
        let manifests = try Self.renderings {
            $0.command = ["run", text]
            $0.args = [text]
            $0.env = [EnvironmentVariable(name: "ZZ", value: text)]
        }
        for manifest in manifests {
            let container = try Self.container(manifest)
            let given = [
                container["command"]?[1], container["args"]?[0],
                container["env"]?.arrayValue?.first { $0["name"] == "ZZ" }?["value"],
            ]
            for value in given {
                let written = try #require(value?.stringValue)
                #expect(Self.expanded(written, ["JOB_ID": "expanded"]) == text)
            }
        }
    }

    @Test("pass the restricted Pod Security level")
    func restricted() throws {
        for manifest in try Self.renderings({ _ in }) {
            let spec = try #require(manifest.body["spec"])
            let pod = try #require(spec["template"]?["spec"]?["securityContext"] ?? spec["securityContext"])
            let container = try #require(Self.container(manifest)["securityContext"])
            #expect(pod == ["runAsNonRoot": true, "seccompProfile": ["type": "RuntimeDefault"]])
            #expect(
                container == [
                    "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]],
                    "runAsNonRoot": true,
                    "seccompProfile": ["type": "RuntimeDefault"],
                ]
            )
        }
    }

    @Test("ask for accelerators in both requests and limits, on the nodes of their class")
    func accelerators() throws {
        for manifest in try Self.renderings({ $0.ask(for: AcceleratorRequest(class: "a100", count: 2)) }) {
            let resources = try #require(Self.container(manifest)["resources"])
            #expect(resources == ["requests": ["nvidia.com/gpu": "2"], "limits": ["nvidia.com/gpu": "2"]])
            let pod = try #require(
                manifest.body["spec"]?["template"]?["spec"] ?? manifest.body["spec"]?["templates"]?[1]
            )
            let required = pod["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"]
            let expression = required?["nodeSelectorTerms"]?[0]?["matchExpressions"]?[0]
            #expect(expression?["key"] == "nvidia.com/gpu.product")
            #expect(
                pod["tolerations"] == [
                    ["key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"]
                ]
            )
        }
    }

    @Test("carry their parent's labels, down to the pods, and a controller reference, and nothing else of the parent")
    func metadata() throws {
        var run = TrainingRun.sample()
        run.metadata.labels = ["app.kubernetes.io/instance": "gitops"]
        run.metadata.annotations = ["argocd.argoproj.io/tracking-id": "x"]
        let body = try #require(ChildRenderer.render(run, OperatorConfiguration()).children.first).body
        let labels: JSONValue = [
            "app.kubernetes.io/managed-by": "darkroom", "darkroom.dev/kind": "trainingrun",
            "darkroom.dev/name": "digits", "darkroom.dev/uid": .string(run.metadata.uid),
        ]
        #expect(body["metadata"]?["labels"] == labels)
        #expect(body["spec"]?["template"]?["metadata"]?["labels"] == labels)
        let annotations = body["metadata"]?["annotations"]?.objectValue?.keys.sorted()
        #expect(annotations == ["darkroom.dev/spec-hash", "darkroom.dev/trace-id"])
        let owner = try #require(body["metadata"]?["ownerReferences"]?[0])
        #expect(owner["uid"] == .string(run.metadata.uid))
        #expect(owner["controller"] == true)
    }

    @Test(
        "have valid names, whatever the name of their parent",
        arguments: [
            "a", "1st", "a.b", String(repeating: "n", count: 253), String(repeating: "9.", count: 100) + "9",
        ]
    )
    func names(name: String) throws {
        var service = InferenceService.sample()
        service.metadata.name = name
        var run = TrainingRun.sample()
        run.metadata.name = name
        var pipeline = ImagePipeline.sample()
        pipeline.metadata.name = name
        let names = [
            (InferenceServicePlanner.childName(for: service), 63), (TrainingRunPlanner.jobName(for: run), 57),
            (ImagePipelinePlanner.workflowName(for: pipeline), 50),
        ]
        for (name, limit) in names {
            #expect(name.utf8.count <= limit && name.wholeMatch(of: /[a-z0-9]([-a-z0-9]*[a-z0-9])?/) != nil)
        }
        #expect(names[0].0.first?.isLetter == true)
    }

    @Test(
        "are not created for a parent whose name no API server accepts",
        arguments: ["", "Upper", "a_b", "a..b", "-a", "a-", "{{x}}", String(repeating: "n", count: 254)]
    )
    func impossibleNames(name: String) throws {
        var run = TrainingRun.sample()
        run.metadata.name = name
        let rendering = ChildRenderer.render(run, OperatorConfiguration())
        #expect(rendering.children.isEmpty)
        #expect(rendering.problems.map(\.reason) == [.invalidName])
        #expect(rendering.problems.first?.path == "metadata.name")
    }

    @Test("are the same every time, whatever the order of dictionaries")
    func determinism() throws {
        let names = (0..<50).map { "p\($0)" }
        func rendered(_ names: [String]) throws -> ChildManifest {
            var parameters: [String: ScalarValue] = [:]
            for name in names { parameters[name] = .string(name) }
            let pipeline = ImagePipeline.sample { $0.steps[0].parameters = parameters }
            return try #require(ChildRenderer.render(pipeline, OperatorConfiguration()).children.first)
        }
        let first = try rendered(names)
        for _ in 0..<5 { #expect(try rendered(names.shuffled()) == first) }
    }
}

/// The fields that the containers of all three kinds have in common, for tests that change all three.
protocol Changeable {
    var command: [String] { get set }
    var args: [String] { get set }
    var env: [EnvironmentVariable] { get set }
    var resources: ComputeResources { get set }
    var sharedMemory: Quantity? { get set }
    mutating func ask(for request: AcceleratorRequest)
}

extension TrainingRunSpec: Changeable {
    mutating func ask(for request: AcceleratorRequest) {
        accelerator = TrainingAccelerator(class: request.class, count: request.count)
    }
}

extension InferenceServiceSpec: Changeable {
    mutating func ask(for request: AcceleratorRequest) { accelerator = request }
}

extension ImagePipelineStep: Changeable {
    mutating func ask(for request: AcceleratorRequest) { accelerator = request }
}
