import DarkroomAPI
import DarkroomLogic
import KubeCore
import Testing

@Suite("A spec that cannot be carried out")
struct ValidationTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: SpecProblem.Reason
        let path: String
        let words: String
        let change: @Sendable (inout ImagePipelineSpec) -> Void

        init(
            _ name: String,
            _ reason: SpecProblem.Reason,
            at path: String,
            _ words: String,
            _ change: @escaping @Sendable (inout ImagePipelineSpec) -> Void
        ) {
            testDescription = name
            self.reason = reason
            self.path = path
            self.words = words
            self.change = change
        }
    }

    static let examples = [
        Example(
            "an unknown accelerator",
            .unknownAccelerator,
            at: "spec.steps[1].accelerator.class",
            "unknown accelerator class \"h100\"; known classes are \"a100\", \"t4\""
        ) { $0.steps[1].accelerator = AcceleratorRequest(class: "h100") },
        Example(
            "an empty image",
            .invalidImage,
            at: "spec.steps[0].image",
            "is empty; set it to a container image"
        ) {
            $0.steps[0].image = ""
        },
        Example("an image with a line break", .invalidImage, at: "spec.steps[0].image", "white space") {
            $0.steps[0].image = "a\nb"
        },
        Example(
            "a step named twice",
            .duplicateStep,
            at: "spec.steps[1].name",
            "\"resize\" is already the name of spec.steps[0]; step names must be unique"
        ) { $0.steps[1] = ImagePipelineStep(name: "resize", image: "i") },
        Example(
            "an unknown dependency",
            .unknownDependency,
            at: "spec.steps[1].dependsOn",
            "unknown step \"resise\"; the other steps are \"resize\""
        ) { $0.steps[1].dependsOn = ["resise"] },
        Example("a cycle", .dependencyCycle, at: "spec.steps", "in a cycle: resize → embed → resize") {
            $0.steps[0].dependsOn = ["embed"]
        },
        Example("a step that waits for itself", .dependencyCycle, at: "spec.steps", "cycle: resize → resize") {
            $0.steps[0].dependsOn = ["resize"]
        },
        Example(
            "a name Argo cannot take",
            .invalidName,
            at: "spec.steps[0].name",
            "\"Re Size\" is not a valid step name"
        ) {
            $0.steps[0].name = "Re Size"
            $0.steps[1].dependsOn = []
        },
        Example(
            "a parameter that would be no argument",
            .invalidParameters,
            at: "spec.steps[0].parameters",
            "\"-x=\""
        ) {
            $0.steps[0].parameters = ["-x=": 1]
        },
        Example(
            "an Argo expression in an argument",
            .invalidParameters,
            at: "spec.steps[0].args[1]",
            "\"{{workflow.name}}\" contains \"{{\""
        ) { $0.steps[0].args = ["ok", "{{workflow.name}}"] },
        Example(
            "an Argo expression in a parameter",
            .invalidParameters,
            at: "spec.steps[0].parameters.key",
            "{{="
        ) {
            $0.steps[0].parameters = ["key": "{{=sprig.env('HOME')}}"]
        },
        Example(
            "an Argo expression in a variable",
            .invalidParameters,
            at: "spec.steps[1].env[0].value",
            "{{"
        ) {
            $0.steps[1].env = [EnvironmentVariable(name: "A", value: "x{{y")]
        },
        Example(
            "a variable with neither value nor reference",
            .invalidEnvironment,
            at: "spec.steps[0].env[0]",
            "exactly one of `value` and `secretKeyRef`"
        ) {
            var variable = EnvironmentVariable(name: "A", value: "")
            variable.value = nil
            $0.steps[0].env = [variable]
        },
        Example(
            "a variable given twice",
            .invalidEnvironment,
            at: "spec.steps[0].env[1]",
            "\"A\" is defined twice"
        ) {
            $0.steps[0].env = [
                EnvironmentVariable(name: "A", value: "1"), EnvironmentVariable(name: "A", value: "2"),
            ]
        },
        Example(
            "an accelerator asked for as a resource",
            .invalidResources,
            at: "spec.steps[0].resources.limits",
            "request nvidia.com/gpu through `accelerator`"
        ) { $0.steps[0].resources = ComputeResources(limits: ["nvidia.com/gpu": "1"]) },
        Example("no steps", .invalidSteps, at: "spec.steps", "has 0 steps") { $0.steps = [] },
        Example("too many steps", .invalidSteps, at: "spec.steps", "has 200 steps") {
            $0.steps = (0..<200).map { ImagePipelineStep(name: "s\($0)", image: "i") }
        },
    ]

    @Test("is refused with the reason, the field and the allowed values", arguments: examples)
    func refusal(example: Example) throws {
        let plan = try Simulation(.sample(example.change)).plan()
        let accepted = try plan.condition(ConditionType.accepted)
        #expect(plan.writes.isEmpty)
        #expect(plan.status.phase == .failed)
        #expect(accepted.status == .false)
        #expect(accepted.reason == example.reason.rawValue)
        #expect(accepted.message.contains("\(example.path): "))
        #expect(accepted.message.contains(example.words))
    }

    @Test("is refused with all its problems at once")
    func everything() throws {
        let plan = try Simulation(
            ImagePipeline.sample {
                $0.steps[0].image = ""
                $0.steps[1].accelerator = AcceleratorRequest(class: "h100")
            }
        ).plan()
        let message = try plan.condition(ConditionType.accepted).message
        #expect(message.contains("spec.steps[0].image") && message.contains("spec.steps[1].accelerator"))
    }

    @Test("is refused with a message of bounded length, however many and however long its problems are")
    func bounds() throws {
        let plan = try Simulation(
            ImagePipeline.sample {
                $0.steps = (0..<150).map { _ in
                    ImagePipelineStep(name: String(repeating: "é\n", count: 5000), image: "")
                }
            }
        ).plan()
        let message = try plan.condition(ConditionType.accepted).message
        #expect(message.count < 2100 && !message.contains("\n"))
    }

    @Test("is refused with the steps of a long cycle in their order, and only those")
    func longCircle() throws {
        let plan = try Simulation(
            ImagePipeline.sample {
                $0.steps = [
                    ImagePipelineStep(name: "lead", image: "i"),
                    ImagePipelineStep(name: "a", image: "i", dependsOn: ["lead", "c"]),
                    ImagePipelineStep(name: "b", image: "i", dependsOn: ["a"]),
                    ImagePipelineStep(name: "c", image: "i", dependsOn: ["b"]),
                    ImagePipelineStep(name: "tail", image: "i", dependsOn: ["c"]),
                ]
            }
        ).plan()
        #expect(try plan.condition(ConditionType.accepted).message.hasSuffix(": a → c → b → a"))
    }

    @Test(
        "because of its image is refused with the registries that are allowed",
        arguments: [
            ("ghcr.io/example/tool:1", true), ("ghcr.io/example", true), ("ghcr.io/example@sha256:0", true),
            ("ghcr.io/example-evil/tool", false), ("ghcr.io.evil/example/tool", false), ("tool:1", false),
        ]
    )
    func imageLimits(image: String, isAllowed: Bool) throws {
        var simulation = Simulation(TrainingRun.sample { $0.image = image })
        simulation.configuration.limits.imagePrefixes = ["ghcr.io/example"]
        let accepted = try simulation.plan().condition(ConditionType.accepted)
        #expect(accepted.reason == (isAllowed ? "Accepted" : "ImageNotAllowed"))
    }

    @Test("because of its service account is refused with the ones that are allowed")
    func serviceAccount() throws {
        var simulation = Simulation(ImagePipeline.sample { $0.serviceAccountName = "admin" })
        simulation.configuration.limits.serviceAccounts = ["pipelines"]
        let accepted = try simulation.plan().condition(ConditionType.accepted)
        #expect(accepted.reason == "ServiceAccountNotAllowed")
        #expect(accepted.message.contains("allowed service accounts are \"pipelines\""))
    }

    @Test(
        "because of its service account is refused unless it is the usual one, or the configuration allows it",
        arguments: [
            ("default", nil, true), ("argo", nil, true), ("admin", nil, false), ("admin", ["*"], true),
            ("default", ["admin"], false), (nil, [], true),
        ] as [(String?, [String]?, Bool)]
    )
    func usualServiceAccount(name: String?, allowed: [String]?, isAccepted: Bool) throws {
        var simulation = Simulation(ImagePipeline.sample { $0.serviceAccountName = name })
        simulation.configuration.argo.serviceAccountName = "argo"
        simulation.configuration.limits.serviceAccounts = allowed
        let accepted = try simulation.plan().condition(ConditionType.accepted)
        #expect(accepted.reason == (isAccepted ? "Accepted" : "ServiceAccountNotAllowed"))
    }

    @Test("because two hyperparameters would become one variable is refused with both names")
    func hyperparameters() throws {
        let run = TrainingRun.sample { $0.hyperparameters = ["learningRate": 1, "learning-rate": 2] }
        let accepted = try Simulation(run).plan().condition(ConditionType.accepted)
        #expect(accepted.reason == "InvalidParameters")
        #expect(
            accepted.message.contains(
                "\"learning-rate\", \"learningRate\" would become the same variable, HP_LEARNING_RATE"
            )
        )
    }

    @Test(
        "because Darkroom sets a variable itself is refused with that reason",
        arguments: ["JOB_ID", "TRACE_ID", "MODEL_NAME", "HYPERPARAMETERS"]
    )
    func reserved(name: String) throws {
        let run = TrainingRun.sample { $0.env = [EnvironmentVariable(name: name, value: "x")] }
        #expect(try Simulation(run).plan().condition(ConditionType.accepted).reason == "InvalidEnvironment")
    }

    @Test("because of its scaling is refused with both numbers")
    func scaling() throws {
        let service = InferenceService.sample {
            $0.scaling = InferenceScaling(minReplicas: 3, maxReplicas: 2)
        }
        let plan = try Simulation(service).plan()
        #expect(plan.writes.isEmpty)
        #expect(try plan.condition(ConditionType.accepted).reason == "InvalidScaling")
    }
}
