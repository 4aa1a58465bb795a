import ClusterTestSupport
import KubeClient
import KubeCore
import Testing

/// A spec that must not be carried out.
struct BadSpec: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: Kind
    let spec: JSONValue
    /// The reason of `Accepted=False`; nil if the API server must refuse the spec.
    let reason: String?
    /// Text that the message must contain: the path of the mistake, and the allowed values.
    let words: [String]

    init(
        _ description: String,
        _ kind: Kind,
        _ changes: [String: JSONValue],
        reason: String?,
        words: [String]
    ) {
        testDescription = description
        self.kind = kind
        spec = kind.spec.with(changes)
        self.reason = reason
        self.words = words
    }

    private static func step(_ name: String, after others: [String] = []) -> JSONValue {
        [
            "name": .string(name), "image": .string(Specs.image),
            "dependsOn": .array(others.map(JSONValue.string)),
        ]
    }

    private static let v100: JSONValue = ["class": "v100"]
    private static let v100Words = ["v100", "a100", "t4"]

    static let all = [
        BadSpec(
            "a run on an unknown accelerator",
            .trainingRun,
            ["accelerator": v100],
            reason: "UnknownAccelerator",
            words: v100Words + ["spec.accelerator.class"]
        ),
        BadSpec(
            "a service on an unknown accelerator",
            .inferenceService,
            ["accelerator": v100],
            reason: "UnknownAccelerator",
            words: v100Words
        ),
        BadSpec(
            "a step on an unknown accelerator",
            .pipeline,
            ["steps": [["name": "only", "image": .string(Specs.image), "accelerator": v100]]],
            reason: "UnknownAccelerator",
            words: v100Words + ["spec.steps[0]"]
        ),
        BadSpec(
            "a run with neither image nor framework",
            .trainingRun,
            ["image": nil],
            reason: "InvalidImage",
            words: ["exactly one of `image` and `framework`"]
        ),
        BadSpec(
            "a service without an image",
            .inferenceService,
            ["image": nil],
            reason: nil,
            words: ["spec.image"]
        ),
        BadSpec(
            "a step without an image",
            .pipeline,
            ["steps": [["name": "only"]]],
            reason: nil,
            words: ["spec.steps", "image"]
        ),
        BadSpec(
            "steps in a cycle",
            .pipeline,
            [
                "steps": [
                    step("one", after: ["three"]), step("two", after: ["one"]), step("three", after: ["two"]),
                ]
            ],
            reason: "DependencyCycle",
            words: ["one → three → two → one"]
        ),
        BadSpec(
            "a step that depends on one that does not exist",
            .pipeline,
            ["steps": [step("one"), step("two", after: ["oen"])]],
            reason: "UnknownDependency",
            words: ["oen", "spec.steps[1].dependsOn", "one"]
        ),
        BadSpec(
            "two steps with the same name",
            .pipeline,
            ["steps": [step("one"), step("one")]],
            reason: "DuplicateStep",
            words: ["spec.steps[1]"]
        ),
        BadSpec(
            "an expression that Argo would replace",
            .pipeline,
            ["steps": [["name": "only", "image": .string(Specs.image), "args": ["{{workflow.name}}"]]]],
            reason: "InvalidParameters",
            words: ["spec.steps[0].args[0]", "{{"]
        ),
    ]
}

extension IntegrationTests {
    struct `Bad input` {
        @Test(arguments: BadSpec.all)
        func `is reported on the custom resource, has no child and affects no others`(bad: BadSpec) async throws {
            try await withOperator { namespace in
                do {
                    try await namespace.create(bad.kind, "bad", spec: bad.spec)
                    let reason = try #require(bad.reason, "the API server should have refused it")
                    let report = try await namespace.wait(for: bad.kind, "bad")
                    let accepted = try #require(report.accepted)
                    #expect(accepted.status == .false)
                    #expect(accepted.reason == reason)
                    expectWords(of: bad, in: accepted.message)
                } catch KubeError.invalid(let status) {
                    expectWords(of: bad, in: status.message)
                }
                #expect(try await namespace.names(of: bad.kind.children).isEmpty)

                try await namespace.create(bad.kind, "good")
                let neighbour = try await namespace.wait(for: bad.kind, "good")
                #expect(neighbour.accepted?.status == .true)
                #expect(try await namespace.names(of: bad.kind.children).count == bad.kind.children.count)
            }
        }

        private func expectWords(of bad: BadSpec, in message: String) {
            for word in bad.words { #expect(message.contains(word)) }
        }
    }
}
