import DarkroomAPI
import Exploration
import KubeCore

@testable import DarkroomLogic

/// An ImagePipeline of one step in a cluster: its Workflows and pods, Argo, the operator with its caches, and people who
/// use `kubectl` and `argo`.
///
/// Argo behaves as seen on the real controller: pods belong to a Workflow by label, so that one of an earlier Workflow of
/// the same name is adopted, and a suspended Workflow is left alone, even if it is told to stop.
struct PipelineWorld: Hashable, Sendable {
    /// What does not change while the world lasts.
    let policy: ImagePipelineConcurrencyPolicy
    var pipeline = Cached(Pipeline())
    var workflows = Cached<[Workflow]>([])
    var pods = Cached<[Pod]>([])
    var `operator` = OperatorProcess()
    /// Workflows that the operator has seen disappear.
    var departed = Departures<Workflow>()
    /// Whether a quota refuses new pods.
    var arePodsRefused = false
    var now = 0
    var truth = Truth()

    init(_ policy: ImagePipelineConcurrencyPolicy) { self.policy = policy }

    /// The custom resource.
    struct Pipeline: Hashable, Sendable {
        var isSuspended = false
        /// How often the step was changed.
        var edits = 0
        /// The rerun token.
        var token: String?
        var generation: Int64 = 1
        var status: ImagePipelineStatus?
    }

    struct Workflow: Hashable, Sendable {
        let number: Int
        let name: String
        let specHash: String?
        var isSuspended = false
        var shutdown: String?
        var phase: WorkflowPhase?
        var message: String?
        var startTime: Int?
        var endTime: Int?
        /// Argo's node of the step.
        var step: Step?

        var uid: String { "workflow-\(number)" }
        var hasEnded: Bool { phase?.endsRun ?? false }
    }

    struct Step: Hashable, Sendable {
        var phase: WorkflowPhase
        var message: String?

        /// A quota does not let its pod be made.
        static let refused = Step(phase: .pending, message: "pods is forbidden: exceeded quota")

        var isRefused: Bool { self == .refused }
    }

    struct Pod: Hashable, Sendable {
        let number: Int
        let workflow: String
        let run: String
        var container = Container.waiting
        /// Whether somebody has told it to end.
        var isToldToEnd = false

        var name: String { "pod-\(number)" }
        var isFinished: Bool { exitCode != nil }

        var exitCode: Int? {
            if case .exited(let code) = container { code } else { nil }
        }
    }

    enum Container: Hashable, Sendable {
        case waiting, running
        case exited(Int)
    }

    /// What has really happened, whether or not anything shows it. Runs are named as their Workflows are.
    struct Truth: Hashable, Sendable {
        var workflows = 0
        var pods = 0
        /// Runs whose step has done all of its work.
        var done: Set<String> = []
        /// Runs that Argo has ended, and that nobody has brought back.
        var ended: Set<String> = []
        /// Runs with a step that failed by itself, or that somebody has stopped, or whose pod somebody has ended.
        var failed: Set<String> = []
        /// Runs that somebody has brought back with `argo retry`.
        var retried: Set<String> = []
    }

    /// The custom resource as the operator reads it.
    static func object(_ pipeline: Pipeline, _ policy: ImagePipelineConcurrencyPolicy) -> ImagePipeline {
        var step = ImagePipelineStep(name: "resize", image: "registry.example/tool:1")
        step.args = pipeline.edits > 0 ? ["--edit=\(pipeline.edits)"] : []
        var spec = ImagePipelineSpec(steps: [step])
        spec.runPolicy.suspend = pipeline.isSuspended
        spec.runPolicy.concurrencyPolicy = policy
        var metadata = ObjectMeta.custom("thumbnails")
        metadata.generation = pipeline.generation
        metadata.annotations[DarkroomAnnotation.runID] = pipeline.token
        return ImagePipeline(metadata: metadata, spec: spec, status: pipeline.status)
    }
}
