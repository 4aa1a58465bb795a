import DarkroomAPI
import KubeCore
import Testing

@testable import DarkroomLogic

@Suite("Labels and annotations of pods")
struct PodMetadataTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var testDescription: String { "\(key) under \(allowed?.description ?? "no configuration")" }
        let key: String
        var allowed: [String]?
        /// Nil for a key that is accepted.
        var reason: SpecProblem.Reason?
    }

    static let examples = [
        Example(key: "sidecar.istio.io/inject"),
        Example(key: "cluster-autoscaler.kubernetes.io/safe-to-evict"),
        Example(key: "app.kubernetes.io/part-of"),
        Example(key: "team", reason: .podMetadataNotAllowed),
        Example(key: "team", allowed: ["team"]),
        Example(key: "team", allowed: ["*"]),
        Example(key: "example.com/cost", allowed: ["example.com/*"]),
        Example(key: "example.com.evil/cost", allowed: ["example.com/*"], reason: .podMetadataNotAllowed),
        Example(key: "sidecar.istio.io/inject", allowed: [], reason: .podMetadataNotAllowed),
        Example(key: "sidecar.istio.io/inject", allowed: ["*"]),
        Example(key: "iam.amazonaws.com/role", reason: .podMetadataNotAllowed),
        Example(key: "app.kubernetes.io/managed-by", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "app.kubernetes.io/instance", allowed: ["*"], reason: .invalidPodMetadata),
        Example(
            key: "container.apparmor.security.beta.kubernetes.io/trainer",
            allowed: ["*"],
            reason: .invalidPodMetadata
        ),
        Example(key: "kubernetes.io/x", allowed: ["kubernetes.io/x"], reason: .invalidPodMetadata),
        Example(key: "kueue.x-k8s.io/queue-name", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "darkroom.dev/uid", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "workflows.argoproj.io/workflow", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "job-name", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "pod-template-hash", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "notkubernetes.io/x", allowed: ["*"]),
        Example(key: "", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "a/b/c", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "/a", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "Upper.example/a", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: "-a", allowed: ["*"], reason: .invalidPodMetadata),
        Example(key: String(repeating: "a", count: 64), allowed: ["*"], reason: .invalidPodMetadata),
    ]

    @Test("are accepted if their key is customary or configured, and never if it is reserved", arguments: examples)
    func key(example: Example) {
        var configuration = OperatorConfiguration()
        configuration.limits.podMetadata = example.allowed
        let run = TrainingRun.sample { $0.podLabels = [example.key: "x"] }
        let service = InferenceService.sample { $0.podAnnotations = [example.key: "x"] }
        let pipeline = ImagePipeline.sample { $0.podLabels = [example.key: "x"] }
        let all = [
            TrainingRunRules.podMetadata.problems(run, configuration),
            InferenceServiceRules.podMetadata.problems(service, configuration),
            ImagePipelineRules.podMetadata.problems(pipeline, configuration),
        ]
        for problems in all { #expect(problems.map(\.reason) == [example.reason].compactMap(\.self)) }
    }

    @Test("that are refused are so with the keys that are allowed")
    func words() {
        var configuration = OperatorConfiguration()
        configuration.limits.podMetadata = ["team"]
        let run = TrainingRun.sample { $0.podLabels = ["tier": "x"] }
        let problem = TrainingRunRules.podMetadata.problems(run, configuration).first
        #expect(
            problem?.summary == """
                spec.podLabels: "tier" is not allowed in this cluster; allowed are "team"; limits.podMetadata of the \
                operator's configuration can allow more
                """
        )
    }

    @Test("come to the pods, of which Darkroom's own keep their values")
    func manifests() throws {
        var configuration = OperatorConfiguration()
        configuration.limits.podMetadata = ["*"]
        let (labels, annotations) = (["team": "vision"], ["sidecar.istio.io/inject": "false"])
        let run = TrainingRun.sample {
            $0.podLabels = labels
            $0.podAnnotations = annotations
        }
        let service = InferenceService.sample {
            $0.podLabels = labels
            $0.podAnnotations = annotations
        }
        let pipeline = ImagePipeline.sample {
            $0.podLabels = labels
            $0.podAnnotations = annotations
        }
        let renderings = [
            ChildRenderer.render(run, configuration), ChildRenderer.render(service, configuration),
            ChildRenderer.render(pipeline, configuration),
        ]
        for rendering in renderings {
            let body = try #require(rendering.children.first).body
            let pod = body["spec"]?["template"]?["metadata"] ?? body["spec"]?["podMetadata"]
            #expect(pod?["labels"]?["team"] == "vision")
            #expect(pod?["labels"]?["darkroom.dev/uid"] == .string(run.metadata.uid))
            #expect(pod?["annotations"]?["sidecar.istio.io/inject"] == "false")
            #expect(body["metadata"]?["labels"]?["team"] == nil)
            #expect(body["spec"]?["selector"]?["matchLabels"]?["team"] == nil)
        }
        let trained = renderings[0].children.first?.body["spec"]?["template"]?["metadata"]
        #expect(trained?["annotations"]?["darkroom.dev/trace-id"] == .string(run.traceID))
    }

    @Test("of a pipeline can change without another run")
    func identity() {
        let plain = ImagePipeline.sample()
        let labelled = ImagePipeline.sample {
            $0.podLabels = ["team": "vision"]
            $0.podAnnotations = ["team": "vision"]
        }
        #expect(ImagePipelineRunIdentity(labelled) == ImagePipelineRunIdentity(plain))
    }
}
